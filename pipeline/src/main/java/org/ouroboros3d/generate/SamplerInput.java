package org.ouroboros3d.generate;

import java.util.Arrays;
import org.ouroboros3d.error.ShapeException;
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
}
