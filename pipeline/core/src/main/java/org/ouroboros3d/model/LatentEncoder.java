package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Compresses pictures into the latents that the denoiser is conditioned on. */
public interface LatentEncoder {
    /**
     * {@return the most likely latents {@code [B, C, h, w]}, not multiplied by the autoencoder's scaling factor}
     *
     * @param images pictures {@code [B, 3, H, W]} in [-1, 1]
     */
    Tensor encode(Tensor images);

    /**
     * {@return latents drawn from the distribution of each picture's {@code [B, C, h, w]}, as unscaled as those of
     * {@link #encode}}
     *
     * @param images pictures {@code [B, 3, H, W]} in [-1, 1]
     * @param noise standard normal numbers {@code [B, C, h, w]}
     */
    Tensor sample(Tensor images, Tensor noise);

    /** {@return what the autoencoder's latents are multiplied by to be those that the denoiser predicts} */
    double scalingFactor();
}
