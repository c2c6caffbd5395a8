package org.ouroboros3d.geometry;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/** Lifts depth maps to points in camera space and turns these into the world, without the translation. */
final class DepthUnprojection {
    private DepthUnprojection() {}

    /**
     * {@return {@code R ((u - cx) d / fx, (v - cy) d / fy, d)} for each pixel, {@code [B, F, 3, H, W]}}
     *
     * @param depth d, {@code [B, F, 1, H, W]}
     * @param c2w camera to world, {@code [B, F, 4, 4]}
     * @param intrinsics {@code [B, F, 3, 3]}, in the unit of u and v
     * @param u each column's coordinate, {@code [W]}
     * @param v each row's coordinate, {@code [H]}
     */
    static Tensor rotated(Tensor depth, Tensor c2w, Tensor intrinsics, Tensor u, Tensor v) {
        Tensor x = lift(depth, Shapes.reshape(u, 1, 1, 1, 1, u.size(0)), intrinsics, 0);
        Tensor y = lift(depth, Shapes.reshape(v, 1, 1, 1, v.size(0), 1), intrinsics, 1);
        Tensor points = Shapes.flatten(Shapes.cat(List.of(x, y, depth), 2), 3, 4); // [B, F, 3, H W]
        Tensor rotation = Shapes.narrow(Shapes.narrow(c2w, 2, 0, 3), 3, 0, 3);
        long[] shape = depth.shape();
        return Shapes.reshape(Linear.matmul(rotation, points), shape[0], shape[1], 3, shape[3], shape[4]);
    }

    /** {@return the cameras' positions, {@code [B, F, 3, 1, 1]}} */
    static Tensor centers(Tensor c2w) {
        Tensor column = Shapes.select(Shapes.narrow(c2w, 2, 0, 3), 3, 3);
        return Shapes.reshape(column, c2w.size(0), c2w.size(1), 3, 1, 1);
    }

    /** {@return 0, 1, ... on the device of {@code like}} */
    static Tensor indices(long count, Tensor like) {
        return Creation.arange(count, like.device());
    }

    private static Tensor lift(Tensor depth, Tensor pixel, Tensor intrinsics, int axis) {
        Tensor offset = Arithmetic.sub(pixel, entry(intrinsics, axis, 2));
        return Arithmetic.div(Arithmetic.mul(offset, depth), entry(intrinsics, axis, axis));
    }

    private static Tensor entry(Tensor intrinsics, int row, int column) {
        Tensor entries = Shapes.select(Shapes.select(intrinsics, 2, row), 2, column);
        return Shapes.reshape(entries, intrinsics.size(0), intrinsics.size(1), 1, 1, 1);
    }
}
