package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.tensor.Device;

/** What a run is trained on. */
public sealed interface DataConfig permits ShapesData, FolderData, MixData, AugmentedData {
    /** Key of {@link ShapesData}. */
    String SHAPES = "shapes";
    /** Key of {@link FolderData}. */
    String FOLDER = "folder";
    /** Key of {@link MixData}. */
    String MIX = "mix";
    /** Key of {@link AugmentedData}, beside one of the others. */
    String AUGMENT = "augment";

    /**
     * Reads a configuration.
     *
     * @param base what relative paths begin at
     */
    static DataConfig fromJson(JsonNode node, Path base) {
        JsonConfig json = JsonConfig.of("data", node).only(SHAPES, FOLDER, MIX, AUGMENT);
        if (json.has(MIX) && (json.has(SHAPES) || json.has(FOLDER))) {
            throw new IllegalArgumentException("data: name the sources of a \"mix\" in its array, not beside it");
        }
        DataConfig data = json.has(MIX) ? MixData.fromJson(json.objects(MIX), base) : single("data", json, base);
        return json.has(AUGMENT) ? AugmentedData.fromJson(json.object(AUGMENT), data) : data;
    }

    /** {@return the one source that an object names} */
    static DataConfig single(String name, JsonConfig json, Path base) {
        if (json.has(SHAPES) == json.has(FOLDER)) {
            throw new IllegalArgumentException(name + ": name either \"shapes\" or a \"folder\"");
        }
        return json.has(SHAPES)
                ? ShapesData.fromJson(json.object(SHAPES))
                : FolderData.fromJson(json.object(FOLDER), base);
    }

    /** {@return whether samples come with what is known of their surfaces, see {@link org.ouroboros3d.train.SurfaceMaps}} */
    boolean knowsSurfaces();

    /** {@return what tells data of one configuration apart that lie in files: machines may have different ones} */
    String checksum();

    /** Adds this to a configuration. */
    void writeTo(ObjectNode node);

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
