package org.ouroboros3d.train;

import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.lgm.InputViews;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Gaussians that show each input view on a plane through the origin: every pixel's is round, as wide as the pixel, of its
 * colour, where its ray comes closest to the origin, and all but transparent where the pixel is white.
 *
 * <p>A reconstructor with random weights puts all its Gaussians into one cloud, and the losses of renderings then teach it
 * to whiten the cloud instead of spreading it. Told for a while to answer with these, it learns to keep a Gaussian on its
 * own pixel's ray, and goes on from there.
 */
final class Billboards {
    private static final double WIDTH = 0.6;
    private static final double TRANSPARENT = 0.01;
    private static final double OPAQUE = 0.9;

    /** How much darker than white, over all channels, a pixel counts as the object's for sure. */
    private static final double DARKNESS = 0.2;

    private final int numFrames;
    private final InputViews chosen;

    /** @param numFrames views that the reconstructor takes, at equal distances from the first */
    Billboards(int numFrames) {
        this.numFrames = numFrames;
        this.chosen = new InputViews(numFrames);
    }

    /**
     * {@return the mean squared difference of Gaussians from the billboards}
     *
     * @param gaussians {@code [B, N, 14]}, as a {@link org.ouroboros3d.model.Reconstructor} returns them
     */
    Tensor distance(Tensor gaussians, TrainingBatch batch) {
        return Reductions.mean(Arithmetic.square(Arithmetic.sub(gaussians, of(batch, gaussians.size(1)))));
    }

    /** {@return {@code [B, N, 14]}, ordered by view, row and column} */
    Tensor of(TrainingBatch batch, long count) {
        long size = Math.round(Math.sqrt((double) count / numFrames));
        try (TensorScope scope = TensorScope.open()) {
            Tensor intrinsics = chosen.of(batch.intrinsics());
            PluckerRays rays =
                    PluckerRays.cast(Geometry.CANONICAL, chosen.of(batch.c2w()), intrinsics, (int) size, (int) size);
            Tensor colors = colors(batch, size); // [B, V, h, w, 3]
            Tensor darkness = Arithmetic.neg(Arithmetic.sub(Reductions.sum(colors, true, -1), 3));
            Tensor covered = Arithmetic.clamp(Arithmetic.div(darkness, DARKNESS), 0, 1); // [B, V, h, w, 1]
            Tensor opacities = Arithmetic.add(Arithmetic.mul(covered, OPAQUE - TRANSPARENT), TRANSPARENT);
            long[] shape = opacities.shape();
            Tensor fields = Shapes.cat(
                    List.of(
                            rays.closestToOrigin(),
                            opacities,
                            Shapes.expand(pixelWidths(rays.origins(), intrinsics, size), widened(shape, 3)),
                            Shapes.expand(Creation.ones(1).to(colors.device()), shape),
                            Shapes.expand(Creation.zeros(1).to(colors.device()), widened(shape, 3)),
                            colors),
                    -1);
            return scope.moveToOuter(Shapes.reshape(fields, batch.size(), count, LgmConfig.OUT_CHANNELS));
        }
    }

    private Tensor colors(TrainingBatch batch, long size) {
        Tensor views = chosen.of(batch.targets());
        Tensor small = Resampling.bilinear(Shapes.flatten(views, 0, 1), size, size, false);
        return Shapes.permute(Shapes.reshape(small, batch.size(), numFrames, 3, size, size), 0, 1, 3, 4, 2);
    }

    /** What a pixel measures at the origin, [B, V, 1, 1, 1]. */
    private static Tensor pixelWidths(Tensor origins, Tensor intrinsics, long size) {
        Tensor distance = Arithmetic.sqrt(Reductions.sum(Arithmetic.square(origins), true, -1));
        Tensor focal = Shapes.select(Shapes.select(intrinsics, 2, 0), 2, 0);
        Tensor pitch = Arithmetic.div(distance, Shapes.reshape(focal, focal.size(0), focal.size(1), 1, 1, 1));
        return Arithmetic.mul(pitch.to(DType.FLOAT32), WIDTH / size);
    }

    private static long[] widened(long[] shape, long last) {
        long[] wide = shape.clone();
        wide[wide.length - 1] = last;
        return wide;
    }
}
