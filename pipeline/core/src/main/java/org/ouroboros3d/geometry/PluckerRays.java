package org.ouroboros3d.geometry;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The camera ray of every pixel: its origin and its unit direction.
 *
 * <p>{@link Geometry#CANONICAL} goes through pixel centres, {@code p = ((u - cx) / fx, (v - cy) / fy, 1)}, and turns
 * them into the world, {@code d = R p / |R p|}.
 *
 * <p>{@link Geometry#OFFICIAL} is what the released {@code mv_unet.py} computes: {@code u} runs along rows and
 * {@code v} along columns, the pose's rotation is applied transposed and without the translation, and then the camera's
 * position is subtracted, {@code d = (R^T p - o) / |R^T p - o|}. Its checkpoint knows no other rays.
 *
 * @param origins camera positions, {@code [B, F, 1, 1, 3]}
 * @param directions unit vectors, {@code [B, F, H, W, 3]}
 */
public record PluckerRays(Tensor origins, Tensor directions) {
    /** Guards the norm of {@link Geometry#CANONICAL} directions, which is at least 1. */
    private static final double EPS = 1e-12;

    /**
     * Casts the rays. Both tensors belong to the caller's scope.
     *
     * @param c2w camera to world, {@code [B, F, 4, 4]}, float32
     * @param intrinsics as fractions of the image's size, {@code [B, F, 3, 3]}, float32
     * @param height rows
     * @param width columns; for {@code OFFICIAL} equal to {@code height}
     */
    public static PluckerRays cast(Geometry geometry, Tensor c2w, Tensor intrinsics, int height, int width) {
        if (geometry == Geometry.OFFICIAL && height != width) {
            throw new IllegalArgumentException("The released model's rays are defined for square images only, got "
                    + height + " x " + width + "; use a square size or a model with CANONICAL geometry");
        }
        try (TensorScope scope = TensorScope.open()) {
            long batch = c2w.size(0);
            long frames = c2w.size(1);
            Tensor origins = Shapes.reshape(column(c2w, 3), batch, frames, 1, 1, 3);
            Tensor points = cameraPoints(geometry, intrinsics, height, width);
            Tensor rotation = Shapes.narrow(Shapes.narrow(c2w, 2, 0, 3), 3, 0, 3);
            // Rows times a matrix apply its transpose, so OFFICIAL's transposed rotation is the plain product.
            Tensor turned = Linear.matmul(
                    Shapes.reshape(points, batch, frames, (long) height * width, 3),
                    geometry == Geometry.OFFICIAL ? rotation : Shapes.transpose(rotation, -2, -1));
            Tensor directions = Shapes.reshape(turned, batch, frames, height, width, 3);
            if (geometry == Geometry.OFFICIAL) {
                directions = Arithmetic.sub(directions, origins);
            }
            return new PluckerRays(
                    scope.moveToOuter(origins), scope.moveToOuter(Normalization.normalize(directions, -1, EPS)));
        }
    }

    /**
     * {@return the six numbers that tell the networks a ray, {@code [B, F, H, W, 6]}: {@code (o x d, d)} for
     * {@code OFFICIAL}, {@code (o, o x d)} for {@code CANONICAL}}
     */
    public Tensor coordinates(Geometry geometry) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor origin = Shapes.expand(origins, directions.shape());
            Tensor moment = cross(origin, directions);
            List<Tensor> parts = geometry == Geometry.OFFICIAL ? List.of(moment, directions) : List.of(origin, moment);
            return scope.moveToOuter(Shapes.cat(parts, -1));
        }
    }

    /** {@return the rays' points that are closest to the origin, {@code o - (o . d) d}, {@code [B, F, H, W, 3]}} */
    public Tensor closestToOrigin() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor along = Reductions.sum(Arithmetic.mul(origins, directions), true, -1);
            return scope.moveToOuter(Arithmetic.sub(origins, Arithmetic.mul(along, directions)));
        }
    }

    private static Tensor cameraPoints(Geometry geometry, Tensor intrinsics, int height, int width) {
        Tensor rows = Shapes.reshape(pixelCentres(height, intrinsics), 1, 1, height, 1);
        Tensor columns = Shapes.reshape(pixelCentres(width, intrinsics), 1, 1, 1, width);
        boolean swapped = geometry == Geometry.OFFICIAL;
        Tensor x = lift(swapped ? rows : columns, intrinsics, 0);
        Tensor y = lift(swapped ? columns : rows, intrinsics, 1);
        long[] grid = {intrinsics.size(0), intrinsics.size(1), height, width};
        Tensor one = Creation.full(1, intrinsics.dtype(), intrinsics.device(), grid);
        return Shapes.stack(List.of(Shapes.expand(x, grid), Shapes.expand(y, grid), one), -1);
    }

    /** {@return {@code (i + 0.5) / count} for each pixel} */
    private static Tensor pixelCentres(int count, Tensor like) {
        Tensor index = Creation.arange(count, like.device());
        return Arithmetic.add(Arithmetic.mul(index, 1.0 / count), 0.5 / count);
    }

    /** {@return the camera coordinate at depth 1, {@code (pixel - c) / f}, along the given axis} */
    private static Tensor lift(Tensor pixel, Tensor intrinsics, int axis) {
        Tensor focal = entry(intrinsics, axis, axis);
        Tensor centre = entry(intrinsics, axis, 2);
        return Arithmetic.div(Arithmetic.sub(pixel, centre), focal);
    }

    private static Tensor entry(Tensor matrices, int row, int column) {
        Tensor entries = Shapes.select(Shapes.select(matrices, 2, row), 2, column);
        return Shapes.reshape(entries, matrices.size(0), matrices.size(1), 1, 1);
    }

    private static Tensor column(Tensor c2w, int index) {
        return Shapes.contiguous(Shapes.select(Shapes.narrow(c2w, 2, 0, 3), 3, index));
    }

    private static Tensor cross(Tensor a, Tensor b) {
        Tensor left = Arithmetic.mul(turn(a, 1), turn(b, 2));
        return Arithmetic.sub(left, Arithmetic.mul(turn(a, 2), turn(b, 1)));
    }

    /** {@return the three components of the last dimension, rotated by {@code by} places} */
    private static Tensor turn(Tensor vectors, int by) {
        return Shapes.cat(List.of(Shapes.narrow(vectors, -1, by, 3 - by), Shapes.narrow(vectors, -1, 0, by)), -1);
    }
}
