package org.ouroboros3d.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.ouroboros3d.diffusion.EdmPreconditioning;

/**
 * Weights of the clean latents' squared errors at their noise levels: EDM's, cut off.
 *
 * <p>EDM's weight is {@code (1 + sigma^2) / sigma^2}, one more than the signal-to-noise ratio (Karras et al. 2022, table 1,
 * with data of standard deviation 1), and grows without bound as the noise falls. Cutting it off at {@code gamma} is the
 * Min-SNR strategy (Hang et al. 2023, arXiv 2303.09556: {@code min(SNR, gamma)} for predictions of clean
 * data), with EDM's weight in place of the ratio: high levels, where a sampler begins, keep a weight of 1 or more.
 *
 * @param gamma the largest weight, at least 1; infinite for EDM's weights as they are
 */
public record LossWeights(@JsonValue double gamma) {
    /** EDM's weights, not cut off. */
    public static final LossWeights EDM = new LossWeights(Double.POSITIVE_INFINITY);

    /** Checks the bound. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public LossWeights {
        if (!(gamma >= 1)) {
            throw new IllegalArgumentException("weights are 1 or more and cannot be cut off at " + gamma);
        }
    }

    /** {@return the weight at a noise level, {@code min((1 + sigma^2) / sigma^2, gamma)}} */
    public double at(EdmPreconditioning level) {
        return Math.min(level.lossWeight(), gamma);
    }
}
