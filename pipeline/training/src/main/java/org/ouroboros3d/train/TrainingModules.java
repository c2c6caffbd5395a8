package org.ouroboros3d.train;

import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.tensor.Tensor;

/**
 * The networks of a model as training uses them.
 *
 * @param networks those of the loop
 * @param ccm the coordinate map that is fed back
 * @param gradientCheckpointing whether the backward pass computes inner results again instead of having them kept
 */
public record TrainingModules(Networks networks, Ccm ccm, boolean gradientCheckpointing) {
    /** What a reconstructor is told of views without noise: the released code passes the integer 0. */
    public static final float CLEAN_TIMESTEP = 0;

    /** {@return the same networks, computing in another precision} */
    public TrainingModules in(MixedPrecision precision) {
        return new TrainingModules(networks.in(precision), ccm, gradientCheckpointing);
    }

    /** {@return the same networks, with or without checkpoints} */
    public TrainingModules withGradientCheckpointing(boolean value) {
        return new TrainingModules(networks, ccm, value);
    }

    /** {@return the Gaussians of ground truth views, [B, N, 14]; a reconstructor is told that they are clean} */
    Tensor reconstructClean(TrainingBatch batch) {
        return networks.reconstructor().reconstruct(batch.images(), batch.c2w(), batch.intrinsics(), CLEAN_TIMESTEP);
    }

    /** {@return what records the segments of a network in one step} */
    GradientCheckpoints checkpoints() {
        return gradientCheckpointing ? GradientCheckpoints.create() : GradientCheckpoints.none();
    }
}
