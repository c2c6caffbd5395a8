package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.tensor.Device;

/** What a run is trained on. */
public sealed interface DataConfig permits ShapesData, FolderData, MixData, AugmentedData {
    /** {@return what a configuration names} */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static DataConfig of(DataSection section) {
        return section.data();
    }

    /** {@return whether samples come with what is known of their surfaces, see {@link org.ouroboros3d.train.SurfaceMaps}} */
    boolean knowsSurfaces();

    /** {@return what tells data of one configuration apart that lie in files: machines may have different ones} */
    String checksum();

    /**
     * {@return the samples to train on, made ahead by some of the processors}
     *
     * @param size width and height in pixels
     * @param augmentation of the samples
     * @param wanted which numbers will be asked for: those of this rank's part of each batch
     * @param notices are told of what cannot be used
     */
    SampleSource trainingSamples(int size, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices);

    /**
     * {@return samples that are looked at now and then, never augmented}
     *
     * @param size width and height in pixels
     */
    SampleSource heldOutSamples(int size);

    /** {@return batches of all {@link #trainingSamples}, not augmented unless this says so} */
    default BatchSource training(int size, Device device, Consumer<String> notices) {
        return training(size, device, any -> true, notices);
    }

    /** {@return batches of {@link #trainingSamples}, not augmented unless this says so} */
    default BatchSource training(int size, Device device, LongPredicate wanted, Consumer<String> notices) {
        return new OrbitBatches(trainingSamples(size, Augmentation.NONE, wanted, notices), SubOrbit.VIEWS, device);
    }

    /** {@return batches of {@link #heldOutSamples}} */
    default BatchSource heldOut(int size, Device device) {
        return new OrbitBatches(heldOutSamples(size), SubOrbit.VIEWS, device);
    }
}
