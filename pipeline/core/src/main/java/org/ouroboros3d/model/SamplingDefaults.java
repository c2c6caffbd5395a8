package org.ouroboros3d.model;

import org.ouroboros3d.diffusion.LinearGuidance;

/**
 * The default sampling settings of a model.
 *
 * @param steps denoising steps, 1 to 1000
 * @param minGuidance classifier-free guidance of the first view, at all steps
 * @param maxGuidance that of the last view
 */
public record SamplingDefaults(int steps, double minGuidance, double maxGuidance) {
    /** 25 steps, guidance 1 to 3: the published inference. */
    public static final SamplingDefaults PUBLISHED = new SamplingDefaults(25, LinearGuidance.official());

    private static final int MAX_STEPS = 1000;

    /** Checks the steps. */
    public SamplingDefaults {
        requireSteps(steps);
        LinearGuidance.require(minGuidance, maxGuidance);
    }

    public static void requireSteps(int steps) {
        if (steps < 1 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("steps must be between 1 and " + MAX_STEPS + ", not " + steps);
        }
    }

    /** Steps and guidance. */
    public SamplingDefaults(int steps, LinearGuidance guidance) {
        this(steps, guidance.minScale(), guidance.maxScale());
    }

    /** {@return the guidance} */
    public LinearGuidance guidance() {
        return new LinearGuidance(minGuidance, maxGuidance);
    }
}
