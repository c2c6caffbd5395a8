package org.ouroboros3d.train;

import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.lgm.InputViews;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * Points on what the pixels show, by its known depth. Rays that meet nothing say nothing of positions.
 *
 * @param chosen the views that a reconstructor takes
 */
record SurfacePoints(InputViews chosen) implements PixelPoints {
    /** Colours and opacities are given by the pixel and soon learnt; depths have to be found out. */
    private static final double WEIGHT = 10;

    /** Nothing is nearer to a camera; a pixel whose depth is 0 shows nothing. */
    private static final double NEAREST = 1e-3;

    /** Less of a pixel than this is nothing: keeps the means over what is covered from 0 / 0. */
    private static final double LEAST_COVERED = 1e-2;

    @Override
    public Located locate(TrainingBatch batch, PluckerRays rays, Tensor colors) {
        SurfaceMaps surfaces = batch.surfaces()
                .orElseThrow(() -> new IllegalArgumentException(
                        "these views have no depths, which this stage learns from; procedural shapes have them"));
        long[] shape = colors.shape(); // [B, V, h, w, 3]
        Tensor depths = chosen.of(surfaces.depths());
        // Means over what is met: the 0 of what is not must not pull them to the camera.
        Tensor met = smaller(Arithmetic.clamp(Arithmetic.div(depths, NEAREST), 0, 1), shape);
        Tensor depth = Arithmetic.div(smaller(depths, shape), Arithmetic.clamp(met, LEAST_COVERED, 1));
        Tensor cosines = Reductions.sum(Arithmetic.mul(rays.directions(), forward(batch, shape)), true, -1);
        Tensor along = Arithmetic.mul(rays.directions(), Arithmetic.div(depth, cosines));
        Tensor covered = smaller(chosen.of(surfaces.alphas()), shape);
        return new Located(
                Arithmetic.add(rays.origins(), along),
                withoutWhite(colors, covered),
                covered,
                Arithmetic.mul(covered, WEIGHT));
    }

    /**
     * {@return the object's own colours of pixels that show it on white: with the covered share as opacity, they look the
     * same} Pixels that show nothing stay white.
     */
    private static Tensor withoutWhite(Tensor colors, Tensor covered) {
        Tensor share = Arithmetic.clamp(covered, LEAST_COVERED, 1);
        Tensor white = Arithmetic.add(Arithmetic.neg(share), 1);
        return Arithmetic.clamp(Arithmetic.div(Arithmetic.sub(colors, white), share), 0, 1);
    }

    /** {@return the cameras' axes, {@code [B, V, 1, 1, 3]}} */
    private Tensor forward(TrainingBatch batch, long... shape) {
        Tensor c2w = chosen.of(batch.c2w());
        Tensor axis = Shapes.select(Shapes.narrow(c2w, 2, 0, 3), 3, 2);
        return Shapes.reshape(Shapes.contiguous(axis), shape[0], shape[1], 1, 1, 3);
    }

    /** {@return maps {@code [B, V, H, W]} in the size of the Gaussians' grid, {@code [B, V, h, w, 1]}} */
    private static Tensor smaller(Tensor maps, long... shape) {
        Tensor planes = Shapes.unsqueeze(Shapes.flatten(maps, 0, 1), 1);
        Tensor small = Resampling.bilinear(planes, shape[2], shape[3], false);
        return Shapes.reshape(small, shape[0], shape[1], shape[2], shape[3], 1);
    }
}
