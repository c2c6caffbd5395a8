package org.ouroboros3d.train;

/**
 * Two neighboring noise levels (sigmas) of a sampler's schedule.
 *
 * @param above the level that an Euler step starts from
 * @param sigma the level that it leads to, positive and less than {@code above}
 */
public record LevelStep(double above, double sigma) {
    /** Checks the order. */
    public LevelStep {
        if (!(sigma > 0) || !(above > sigma) || Double.isInfinite(above)) {
            throw new IllegalArgumentException(
                    "an Euler step goes from a finite noise level down to a positive one, not from " + above + " to "
                            + sigma);
        }
    }
}
