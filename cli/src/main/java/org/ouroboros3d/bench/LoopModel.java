package org.ouroboros3d.bench;

import java.nio.file.Path;
import org.ouroboros3d.eval.ShapeSubjects;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.vae.VaeConfig;

/**
 * A model whose loop is measured. For one thread.
 *
 * @param name for people
 * @param parameters how many numbers its weights are
 * @param imageSize width and height of a view in pixels
 * @param vae sizes of the autoencoder
 * @param modules the networks
 * @param device where they are
 * @param release frees them
 */
public record LoopModel(
        String name, long parameters, int imageSize, VaeConfig vae, Networks modules, Device device, Runnable release)
        implements AutoCloseable {
    private static final long SHAPE_SEED = 1;

    /** {@return the model in some folders, or the one that ships with the program when none is named} */
    public static LoopModel open(Device device, ModelOptions options, Path... folders) {
        LoadedModel loaded = LoadedModel.open(device, options, folders);
        return new LoopModel(
                loaded.info().name(),
                loaded.parameters(),
                loaded.info().imageSize(),
                loaded.vae(),
                loaded.modules(),
                device,
                loaded::close);
    }

    /** {@return a picture of a procedural object, for runs whose result nobody looks at} */
    public Image anyObject() {
        return new ShapeSubjects(SHAPE_SEED, imageSize, 1).iterator().next().input();
    }

    /** {@return what a run starts from, in the innermost scope} */
    SamplerInput input(Image object, GenerationOptions options) {
        return SamplerInput.of(object, options, imageSize, vae.latents(), device);
    }

    @Override
    public void close() {
        release.run();
    }
}
