package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Turns several views of an object into 3D Gaussians in one forward pass. */
@FunctionalInterface
public interface Reconstructor {
    /**
     * {@return float32 Gaussians {@code [B, N, 14]}: position 3, opacity 1, scale 3, rotation 4 as (w, x, y, z), colour 3}
     *
     * @param images views {@code [B, V, 3, H, W]}, nominally in [-1, 1] and not clamped
     * @param c2w camera-to-world matrices {@code [B, V, 4, 4]}, x right, y down, z forward
     * @param intrinsics inner parameters as fractions of the image's size {@code [B, V, 3, 3]}
     * @param timesteps the noise level at which the views were predicted, as the denoiser's schedule numbers it:
     *     {@code 0.25 ln(sigma)} for SVD; one for all objects, or one for each
     */
    Tensor reconstruct(Tensor images, Tensor c2w, Tensor intrinsics, float... timesteps);
}
