package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Compresses pictures into the latents that the denoiser is conditioned on. */
@FunctionalInterface
public interface LatentEncoder {
    /**
     * {@return the most likely latents {@code [B, C, h, w]}, not multiplied by the autoencoder's scaling factor}
     *
     * @param images pictures {@code [B, 3, H, W]} in [-1, 1]
     */
    Tensor encode(Tensor images);
}
