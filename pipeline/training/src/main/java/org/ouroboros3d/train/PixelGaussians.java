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
 * Gaussians that show each input view: every pixel's is round, as wide as the pixel, of its colour, on its ray, and all but
 * transparent where the object is not.
 *
 * <p>A reconstructor with random weights puts all its Gaussians into one cloud, and the losses of renderings then teach it
 * to whiten the cloud instead of spreading it. Told for a while to answer with these, it learns to keep a Gaussian on its
 * own pixel's ray, and goes on from there.
 */
public final class PixelGaussians {
    private static final double WIDTH = 0.28;
    private static final double TRANSPARENT = 0.01;
    private static final double OPAQUE = 0.95;
    private static final int POSITION = 3;

    private final int numFrames;
    private final InputViews chosen;
    private final PixelPoints points;

    private PixelGaussians(int numFrames, PixelPoints points) {
        this.numFrames = numFrames;
        this.chosen = new InputViews(numFrames);
        this.points = points;
    }

    /**
     * {@return Gaussians on planes through the origin, where their rays come closest to it}
     *
     * @param numFrames views that the reconstructor takes, at equal distances from the first
     */
    public static PixelGaussians onPlanes(int numFrames) {
        return new PixelGaussians(numFrames, new PlanePoints());
    }

    /**
     * {@return Gaussians on what their pixels show, for batches whose depths are known}
     *
     * @param numFrames views that the reconstructor takes, at equal distances from the first
     */
    public static PixelGaussians onSurfaces(int numFrames) {
        return new PixelGaussians(numFrames, new SurfacePoints(new InputViews(numFrames)));
    }

    /**
     * {@return the mean squared difference of Gaussians from these, positions weighted as {@link PixelPoints} says}
     *
     * @param gaussians {@code [B, N, 14]}, as a {@link org.ouroboros3d.model.Reconstructor} returns them
     */
    Tensor distance(Tensor gaussians, TrainingBatch batch) {
        try (TensorScope scope = TensorScope.open()) {
            Target target = target(batch, gaussians.size(1));
            Tensor squares = Arithmetic.square(Arithmetic.sub(gaussians, target.gaussians()));
            Tensor positions = Arithmetic.mul(Shapes.narrow(squares, 2, 0, POSITION), target.positionWeights());
            Tensor others = Shapes.narrow(squares, 2, POSITION, LgmConfig.OUT_CHANNELS - POSITION);
            return scope.moveToOuter(Reductions.mean(Shapes.cat(List.of(positions, others), 2)));
        }
    }

    /** {@return {@code [B, N, 14]}, ordered by view, row and column} */
    Tensor of(TrainingBatch batch, long count) {
        return target(batch, count).gaussians();
    }

    private record Target(Tensor gaussians, Tensor positionWeights) {}

    private Target target(TrainingBatch batch, long count) {
        int size = Math.toIntExact(Math.round(Math.sqrt((double) count / numFrames)));
        try (TensorScope scope = TensorScope.open()) {
            Tensor intrinsics = chosen.of(batch.intrinsics());
            Tensor c2w = chosen.of(batch.c2w());
            PluckerRays rays = PluckerRays.cast(Geometry.CANONICAL, c2w, intrinsics, size, size);
            Tensor colors = colors(batch, size); // [B, V, h, w, 3]
            PixelPoints.Located located = points.locate(batch, rays, colors);
            Tensor opacities = Arithmetic.add(Arithmetic.mul(located.covered(), OPAQUE - TRANSPARENT), TRANSPARENT);
            long[] shape = opacities.shape();
            Tensor fields = Shapes.cat(
                    List.of(
                            located.positions(),
                            opacities,
                            Shapes.expand(pixelWidths(rays.origins(), intrinsics, size), widened(shape, 3)),
                            Shapes.expand(Creation.ones(1).to(colors.device()), shape),
                            Shapes.expand(Creation.zeros(1).to(colors.device()), widened(shape, 3)),
                            located.colors()),
                    -1);
            return new Target(
                    scope.moveToOuter(Shapes.reshape(fields, batch.size(), count, LgmConfig.OUT_CHANNELS)),
                    scope.moveToOuter(Shapes.reshape(located.weights(), batch.size(), count, 1)));
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

    /** Points where rays come closest to the origin; what is not white is the object. All that this needs are pictures. */
    private static final class PlanePoints implements PixelPoints {
        /** How much darker than white, over all channels, a pixel counts as the object's for sure. */
        private static final double DARKNESS = 0.2;

        @Override
        public Located locate(TrainingBatch batch, PluckerRays rays, Tensor colors) {
            Tensor darkness = Arithmetic.neg(Arithmetic.sub(Reductions.sum(colors, true, -1), 3));
            Tensor covered = Arithmetic.clamp(Arithmetic.div(darkness, DARKNESS), 0, 1);
            Tensor weights = Creation.full(1, covered.dtype(), covered.device(), covered.shape());
            return new Located(rays.closestToOrigin(), colors, covered, weights);
        }
    }
}
