package org.ouroboros3d.generate;

/**
 * How a model is opened; {@link #defaults()} is safe on every device.
 *
 * @param precision that its networks compute in
 * @param maxWaiting how many generations may wait behind the one that runs, at least 1
 * @param maxBatch how many waiting generations may run together, at least 1: those whose options are equal but for the
 *     seed share one loop. That takes as much more memory, and gives each the result that it would have alone, up to
 *     rounding. Nobody is waited for
 */
public record ModelOptions(Precision precision, int maxWaiting, int maxBatch) {
    private static final int DEFAULT_MAX_WAITING = 64;

    /** Checks the ranges. */
    public ModelOptions {
        requirePositive("maxWaiting", maxWaiting);
        requirePositive("maxBatch", maxBatch);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    /** {@return float32, up to 64 waiting generations, one at a time} */
    public static ModelOptions defaults() {
        return new ModelOptions(Precision.FP32, DEFAULT_MAX_WAITING, 1);
    }

    /** {@return these options with another precision} */
    public ModelOptions withPrecision(Precision value) {
        return new ModelOptions(value, maxWaiting, maxBatch);
    }

    /** {@return these options with room for {@code value} waiting generations} */
    public ModelOptions withMaxWaiting(int value) {
        return new ModelOptions(precision, value, maxBatch);
    }

    /** {@return these options with up to {@code value} generations in one loop} */
    public ModelOptions withMaxBatch(int value) {
        return new ModelOptions(precision, maxWaiting, value);
    }
}
