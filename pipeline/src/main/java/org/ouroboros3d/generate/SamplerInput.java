package org.ouroboros3d.generate;

import java.util.Arrays;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.svd.VaeConfig;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * What a sampling run starts from. All tensors are float32 on the model's device.
 *
 * @param image the object on white, {@code [1, 3, H, W]} in [-1, 1]
 * @param imageNoise standard normal noise, of the image's shape; scaled and added to the image after the image encoder
 *     has seen it
 * @param latentNoise standard normal noise {@code [1, V, C, h, w]}, from which the latents start
 * @param views the V cameras
 */
public record SamplerInput(Tensor image, Tensor imageNoise, Tensor latentNoise, ViewTensors views) {
    /** Streams of the seed's noise, in the order in which the released code draws. */
    private static final long IMAGE_NOISE = 0;

    private static final long LATENT_NOISE = 1;

    /** Checks the shapes against each other. */
    public SamplerInput {
        long[] shape = image.shape();
        if (shape.length != 4 || shape[0] != 1 || shape[1] != 3 || shape[2] != shape[3]) {
            throw new ShapeException("SamplerInput", "image", "[1, 3, S, S]", shape);
        }
        if (!Arrays.equals(shape, imageNoise.shape())) {
            throw new ShapeException("SamplerInput", "imageNoise", Arrays.toString(shape), imageNoise.shape());
        }
        long[] noise = latentNoise.shape();
        if (noise.length != 5 || noise[0] != 1 || noise[1] != views.count()) {
            throw new ShapeException("SamplerInput", "latentNoise", "[1, " + views.count() + ", C, h, w]", noise);
        }
    }

    /**
     * {@return what a run with some options starts from, in the innermost scope}
     *
     * @param object a square picture
     * @param options give the seed and the cameras
     * @param size of the model's views in pixels
     * @param vae sizes of the model's autoencoder
     * @param device of the model
     */
    public static SamplerInput of(Image object, GenerationOptions options, int size, VaeConfig vae, Device device) {
        Cameras cameras = options.cameras();
        HostNoise noise = new HostNoise(options.seed());
        long latentSize = size / vae.downsampling();
        return new SamplerInput(
                ImageTensors.condition(object, size).to(device),
                noise.normal(IMAGE_NOISE, 1, 3, size, size).to(device),
                noise.normal(LATENT_NOISE, 1, cameras.views(), vae.latentChannels(), latentSize, latentSize)
                        .to(device),
                ViewTensors.of(cameras, size, device));
    }
}
