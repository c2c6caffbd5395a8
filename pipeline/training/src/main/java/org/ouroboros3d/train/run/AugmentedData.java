package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.format.json.JsonConfig;

/**
 * Training data whose samples are changed at random. Samples that no training sees stay what they are.
 *
 * @param data that is augmented
 * @param augmentation how
 */
public record AugmentedData(DataConfig data, Augmentation augmentation) implements DataConfig {
    static AugmentedData fromJson(JsonNode node, DataConfig data) {
        JsonConfig json = JsonConfig.of("data.augment", node)
                .only("mirror", "hue", "stretch", "zoom", "light", "textures", "jpeg", "matting");
        return new AugmentedData(
                data,
                new Augmentation(
                        json.number("mirror", 0),
                        json.number("hue", 0),
                        json.number("stretch", 0),
                        json.number("zoom", 0),
                        json.number("light", 0),
                        json.number("textures", 0),
                        json.number("jpeg", 0),
                        json.number("matting", 0)));
    }

    @Override
    public boolean knowsSurfaces() {
        return data.knowsSurfaces();
    }

    @Override
    public String checksum() {
        return data.checksum();
    }

    @Override
    public void writeTo(ObjectNode node) {
        data.writeTo(node);
        ObjectNode augment = node.putObject(DataConfig.AUGMENT);
        augment.put("mirror", augmentation.mirror());
        augment.put("hue", augmentation.hue());
        augment.put("stretch", augmentation.stretch());
        augment.put("zoom", augmentation.zoom());
        augment.put("light", augmentation.light());
        augment.put("textures", augmentation.textures());
        augment.put("jpeg", augmentation.jpeg());
        augment.put("matting", augmentation.matting());
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
