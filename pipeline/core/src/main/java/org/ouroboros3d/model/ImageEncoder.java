package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Turns the input picture into the tokens that the denoiser's cross-attention reads. */
@FunctionalInterface
public interface ImageEncoder {
    /**
     * {@return tokens {@code [B, L, D]}; SVD has one token of 1024 numbers}
     *
     * @param image pictures {@code [B, 3, H, W]} in [-1, 1]
     */
    Tensor encode(Tensor image);
}
