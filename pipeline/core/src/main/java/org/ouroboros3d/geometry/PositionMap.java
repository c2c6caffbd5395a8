package org.ouroboros3d.geometry;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Comparison;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The map that the released checkpoint was trained to read in place of canonical coordinates.
 *
 * <p>Pixel indices, without half a pixel, meet normalised intrinsics, and depth is the rasterizer's, not divided by
 * alpha. So the result is no position in any metric sense and depends on the rendering's resolution; it is
 * {@code clamp(0.001 (c2w * point) + 0.5, 0, 1)} where depth is positive and 0.5 elsewhere. Follows Ouroboros3D at
 * 8e64942f, {@code src/utils/geometry.py}.
 */
public final class PositionMap {
    private static final double SCALE = 0.001;
    private static final double OFFSET = 0.5;

    private PositionMap() {}

    /**
     * {@return the map, {@code [B, F, 3, H, W]}, in [0, 1]}
     *
     * @param depth accumulated depth as rendered, {@code [B, F, 1, H, W]}, float32
     * @param c2w camera to world, {@code [B, F, 4, 4]}
     * @param intrinsics as fractions of the image's size, {@code [B, F, 3, 3]}
     */
    public static Tensor of(Tensor depth, Tensor c2w, Tensor intrinsics) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor u = DepthUnprojection.indices(depth.size(4), depth);
            Tensor v = DepthUnprojection.indices(depth.size(3), depth);
            Tensor world = Arithmetic.add(
                    DepthUnprojection.rotated(depth, c2w, intrinsics, u, v), DepthUnprojection.centers(c2w));
            Tensor covered = Comparison.gt(depth, 0).to(depth.dtype());
            Tensor map = Arithmetic.add(Arithmetic.mul(Arithmetic.mul(world, covered), SCALE), OFFSET);
            return scope.moveToOuter(Arithmetic.clamp(map, 0, 1));
        }
    }
}
