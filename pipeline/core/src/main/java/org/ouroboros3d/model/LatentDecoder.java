package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Turns the denoiser's latents back into pictures. */
@FunctionalInterface
public interface LatentDecoder {
    /**
     * {@return pictures {@code [B, F, 3, H, W]}, nominally in [-1, 1] and not clamped}
     *
     * @param latents clean latents as the denoiser predicts them {@code [B, F, C, h, w]}
     */
    Tensor decode(Tensor latents);
}
