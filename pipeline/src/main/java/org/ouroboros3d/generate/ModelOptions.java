package org.ouroboros3d.generate;

/**
 * How a model is opened; {@link #defaults()} is safe on every device.
 *
 * @param precision that its networks compute in
 * @param maxWaiting how many generations may wait behind the one that runs, at least 1
 */
public record ModelOptions(Precision precision, int maxWaiting) {
    private static final int DEFAULT_MAX_WAITING = 64;

    /** Checks the range. */
    public ModelOptions {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("maxWaiting must be at least 1, not " + maxWaiting);
        }
    }

    /** {@return float32, and up to 64 waiting generations} */
    public static ModelOptions defaults() {
        return new ModelOptions(Precision.FP32, DEFAULT_MAX_WAITING);
    }

    /** {@return these options with another precision} */
    public ModelOptions withPrecision(Precision value) {
        return new ModelOptions(value, maxWaiting);
    }

    /** {@return these options with room for {@code value} waiting generations} */
    public ModelOptions withMaxWaiting(int value) {
        return new ModelOptions(precision, value);
    }
}
