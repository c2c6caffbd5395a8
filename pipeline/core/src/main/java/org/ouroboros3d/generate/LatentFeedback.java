package org.ouroboros3d.generate;

/**
 * Feedback into the latents: the renderings of a step are encoded and blended into its predicted clean latents before
 * the Euler step. This is the re-sampling strategy of VideoMV (arXiv 2403.12010) and IM-3D (arXiv 2402.08682), with
 * which the paper compares its own feedback through adapters. It needs no training.
 *
 * @param weight of the encoded renderings in the blend, 0 (off) to 1 (they replace the prediction)
 * @param minSigma noise level above which a step blends, at least 0; below it the prediction knows details that the
 *     renderings lack
 */
public record LatentFeedback(double weight, double minSigma) {
    /** The prediction is left as it is. */
    public static final LatentFeedback OFF = new LatentFeedback(0, 0);

    /** Checks the ranges. */
    public LatentFeedback {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException("the weight of latent feedback must be between 0 and 1, not " + weight);
        }
        if (!(minSigma >= 0 && minSigma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the lowest noise level of latent feedback must be 0 or above, not " + minSigma);
        }
    }

    /** {@return whether any step blends} */
    public boolean isOn() {
        return weight > 0;
    }

    /** {@return whether a step at noise level {@code sigma} blends} */
    public boolean appliesAt(double sigma) {
        return isOn() && sigma > minSigma;
    }
}
