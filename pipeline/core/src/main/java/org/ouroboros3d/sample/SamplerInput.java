package org.ouroboros3d.sample;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.model.LatentShape;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What a sampling run starts from: B objects that are seen by the same cameras. All tensors are float32 on the model's
 * device.
 *
 * @param image the objects on white, {@code [B, 3, S, S]} in [-1, 1]
 * @param imageNoise standard normal noise, of the image's shape; scaled and added to the image after the image encoder
 *     has seen it
 * @param latentNoise standard normal noise {@code [B, V, C, h, w]}, from which the latents start
 * @param views the V cameras
 */
public record SamplerInput(Tensor image, Tensor imageNoise, Tensor latentNoise, ViewTensors views) {
    /** Streams of the seed's noise, in the order in which the released code draws. */
    private static final long IMAGE_NOISE = 0;

    private static final long LATENT_NOISE = 1;

    /** Checks the shapes against each other. */
    public SamplerInput {
        long[] shape = image.shape();
        if (shape.length != 4 || shape[0] < 1 || shape[1] != 3 || shape[2] != shape[3]) {
            throw new ShapeException("SamplerInput", "image", "[B, 3, S, S]", shape);
        }
        if (!Arrays.equals(shape, imageNoise.shape())) {
            throw new ShapeException("SamplerInput", "imageNoise", Arrays.toString(shape), imageNoise.shape());
        }
        long[] noise = latentNoise.shape();
        if (noise.length != 5 || noise[0] != shape[0] || noise[1] != views.count()) {
            String expected = "[" + shape[0] + ", " + views.count() + ", C, h, w]";
            throw new ShapeException("SamplerInput", "latentNoise", expected, noise);
        }
    }

    /**
     * A picture and the seed of its noise.
     *
     * @param object a square picture: RGBA, or RGB on white
     */
    public record Subject(Image object, long seed) {}

    /**
     * {@return what a run with some options starts from, in the innermost scope}
     *
     * @param object a square picture
     * @param options give the seed and the cameras
     * @param size of the model's views in pixels
     * @param latents of the model's autoencoder
     * @param device of the model
     */
    public static SamplerInput of(
            Image object, GenerationOptions options, int size, LatentShape latents, Device device) {
        return of(List.of(new Subject(object, options.seed())), options.cameras(), size, latents, device);
    }

    /**
     * {@return what a run for several objects starts from, in the innermost scope} Each has the noise that it would have
     * alone.
     *
     * @param subjects at least one
     * @param cameras of all
     * @param size of the model's views in pixels
     * @param latents of the model's autoencoder
     * @param device of the model
     */
    public static SamplerInput of(
            List<Subject> subjects, Cameras cameras, int size, LatentShape latents, Device device) {
        long latent = size / latents.downsampling();
        int views = cameras.views();
        return new SamplerInput(
                batch(subjects, device, subject -> ImageTensors.condition(subject.object(), size)),
                batch(subjects, device, subject -> new HostNoise(subject.seed()).normal(IMAGE_NOISE, 1, 3, size, size)),
                batch(
                        subjects,
                        device,
                        subject -> new HostNoise(subject.seed())
                                .normal(LATENT_NOISE, 1, views, latents.channels(), latent, latent)),
                ViewTensors.of(cameras, size, device));
    }

    private static Tensor batch(List<Subject> subjects, Device device, Function<Subject, Tensor> one) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor all = Shapes.cat(subjects.stream().map(one).toList(), 0);
            return scope.moveToOuter(all.to(device));
        }
    }

    /** {@return the number of objects, B} */
    public int objects() {
        return Math.toIntExact(image.size(0));
    }
}
