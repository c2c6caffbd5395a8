package org.ouroboros3d.train;

import org.ouroboros3d.generate.SamplerModules;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.raster.Ccm;

/**
 * The networks of a model as training uses them.
 *
 * @param networks those of the loop
 * @param scalingFactor what the autoencoder's latents are multiplied by for the denoiser
 * @param ccm the coordinate map that is fed back
 * @param gradientCheckpointing whether the backward pass computes inner results again instead of having them kept
 */
public record TrainingModules(SamplerModules networks, double scalingFactor, Ccm ccm, boolean gradientCheckpointing) {
    /** {@return the same networks, computing in another precision} */
    public TrainingModules in(MixedPrecision precision) {
        return new TrainingModules(networks.in(precision), scalingFactor, ccm, gradientCheckpointing);
    }

    /** {@return the same networks, with or without checkpoints} */
    public TrainingModules withGradientCheckpointing(boolean value) {
        return new TrainingModules(networks, scalingFactor, ccm, value);
    }

    /** {@return what records the segments of a network in one step} */
    GradientCheckpoints checkpoints() {
        return gradientCheckpointing ? GradientCheckpoints.create() : GradientCheckpoints.none();
    }
}
