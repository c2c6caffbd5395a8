package org.ouroboros3d.generate;

/**
 * How a model is opened; {@link #defaults()} is safe on every device.
 *
 * @param precision that its networks compute in
 */
public record ModelOptions(Precision precision) {
    /** {@return float32} */
    public static ModelOptions defaults() {
        return new ModelOptions(Precision.FP32);
    }

    /** {@return these options with another precision} */
    public ModelOptions withPrecision(Precision value) {
        return new ModelOptions(value);
    }
}
