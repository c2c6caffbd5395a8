package org.ouroboros3d.train;

import org.ouroboros3d.generate.SamplerModules;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.raster.Ccm;

/**
 * The networks of a model as training uses them.
 *
 * @param networks those of the loop
 * @param scalingFactor what the autoencoder's latents are multiplied by for the denoiser
 * @param ccm the coordinate map that is fed back
 */
public record TrainingModules(SamplerModules networks, double scalingFactor, Ccm ccm) {
    /** {@return the same networks, computing in another precision} */
    public TrainingModules in(MixedPrecision precision) {
        return new TrainingModules(networks.in(precision), scalingFactor, ccm);
    }
}
