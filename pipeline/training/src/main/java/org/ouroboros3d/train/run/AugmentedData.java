package org.ouroboros3d.train.run;

import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;

/**
 * Training data whose samples are changed at random. Samples that no training sees stay what they are.
 *
 * @param data that is augmented
 * @param augmentation how
 */
public record AugmentedData(DataConfig data, Augmentation augmentation) implements DataConfig {
    @Override
    public boolean knowsSurfaces() {
        return data.knowsSurfaces();
    }

    @Override
    public String checksum() {
        return data.checksum();
    }

    /** {@inheritDoc} This one's augmentation takes the place of the given one. */
    @Override
    public SampleSource trainingSamples(int size, Augmentation outer, LongPredicate wanted, Consumer<String> notices) {
        return data.trainingSamples(size, augmentation, wanted, notices);
    }

    @Override
    public SampleSource heldOutSamples(int size) {
        return data.heldOutSamples(size);
    }
}
