package org.ouroboros3d.train;

import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;

/** A distribution of noise levels (sigmas) that a denoiser is trained at. */
public sealed interface NoiseLevels permits LogNormal, SamplerLevels {
    /**
     * {@return independent noise levels, all positive}
     *
     * @param noise the generator
     * @param stream of the generator that they are drawn from
     * @param count how many
     */
    List<Double> draw(HostNoise noise, long stream, int count);
}
