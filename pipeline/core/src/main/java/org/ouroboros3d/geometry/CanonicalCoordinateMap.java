package org.ouroboros3d.geometry;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Canonical coordinates as the paper has them: world positions under one global scale and offset.
 *
 * <p>A position {@code p} of the reconstruction's cube [-1, 1] becomes the colour {@code p / 2 + 1/2} in [0, 1]. The
 * rasterizer blends these colours in its own pass, over a background equal to the offset. Because background and offset
 * agree, the blend is {@code SCALE * sum(w_i p_i) + OFFSET}, with no division by alpha.
 */
public final class CanonicalCoordinateMap {
    /** Factor from world coordinates to colours. */
    public static final double SCALE = 0.5;
    /** Colour of the world's origin, and of pixels that nothing covers. */
    public static final double OFFSET = 0.5;

    private CanonicalCoordinateMap() {}

    /** {@return the colours of positions of any shape; rendering them gives the map} */
    public static Tensor colors(Tensor positions) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Arithmetic.add(Arithmetic.mul(positions, SCALE), OFFSET));
        }
    }

    /**
     * {@return the map from rendered depth, {@code [B, F, 3, H, W]}}
     *
     * <p>For reconstructors that render depth alone. Each Gaussian counts as if it lay on the pixel's ray, so that the map
     * differs from a rendered one by the Gaussians' distances from the ray.
     *
     * @param depth accumulated depth, {@code sum(w_i z_i)}, {@code [B, F, 1, H, W]}, float32
     * @param alpha accumulated weight, {@code sum(w_i)}, of the same shape
     * @param c2w camera to world, {@code [B, F, 4, 4]}
     * @param intrinsics as fractions of the image's size, {@code [B, F, 3, 3]}
     */
    public static Tensor ofDepth(Tensor depth, Tensor alpha, Tensor c2w, Tensor intrinsics) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor u = pixelCentres(depth, 4);
            Tensor v = pixelCentres(depth, 3);
            Tensor turned = DepthUnprojection.rotated(depth, c2w, intrinsics, u, v);
            Tensor moved = Arithmetic.add(turned, Arithmetic.mul(alpha, DepthUnprojection.centers(c2w)));
            return scope.moveToOuter(colors(moved));
        }
    }

    /** {@return {@code (i + 0.5) / size} for each pixel along a dimension} */
    private static Tensor pixelCentres(Tensor depth, int dim) {
        double size = depth.size(dim);
        Tensor index = DepthUnprojection.indices(depth.size(dim), depth);
        return Arithmetic.add(Arithmetic.mul(index, 1 / size), 0.5 / size);
    }
}
