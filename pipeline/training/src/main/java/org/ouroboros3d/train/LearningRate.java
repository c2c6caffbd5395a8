package org.ouroboros3d.train;

/**
 * The step size over a run: a linear warm-up, then constant or down to a tenth along half a cosine.
 *
 * @param peak after the warm-up
 * @param warmupSteps steps until then
 * @param totalSteps of the run
 * @param decay what follows
 */
public record LearningRate(double peak, long warmupSteps, long totalSteps, Decay decay) {
    private static final double FLOOR = 0.1;

    /** What follows the warm-up. */
    public enum Decay {
        /** The peak until the end. */
        CONSTANT,
        /** Half a cosine from the peak to a tenth of it. */
        COSINE
    }

    /** Checks the ranges. */
    public LearningRate {
        if (!(peak > 0) || warmupSteps < 0 || totalSteps < 1) {
            throw new IllegalArgumentException("a learning rate needs a positive peak, no negative warm-up and at least"
                    + " one step, got " + peak + ", " + warmupSteps + " and " + totalSteps);
        }
    }

    /** {@return the step size of step {@code step}, counted from 0} */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        if (decay == Decay.CONSTANT) {
            return peak;
        }
        double progress = Math.min(1, (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
        return peak * (FLOOR + (1 - FLOOR) * 0.5 * (1 + Math.cos(Math.PI * progress)));
    }
}
