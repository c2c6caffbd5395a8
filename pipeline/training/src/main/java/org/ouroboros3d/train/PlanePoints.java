package org.ouroboros3d.train;

import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Tensor;

/** Points where rays come closest to the origin; what is not white is the object. All that this needs are pictures. */
final class PlanePoints implements PixelPoints {
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
