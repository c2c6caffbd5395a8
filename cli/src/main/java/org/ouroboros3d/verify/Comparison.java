package org.ouroboros3d.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Locale;
import org.ouroboros3d.tensor.Tensor;

/**
 * How far one output is from its reference.
 *
 * @param name of the output
 * @param relative ‖actual − expected‖ / ‖expected‖; ‖actual‖ where the reference is all zero
 * @param maxAbs the largest absolute difference
 * @param tolerance the most that {@code judgedBy} may be
 * @param judgedBy which of the two numbers is judged
 * @param why why the tolerance or the measure is not the usual one; empty when it is
 */
public record Comparison(String name, double relative, double maxAbs, double tolerance, Measure judgedBy, String why) {
    /** The agreement expected of float32 modules. */
    public static final double USUAL_TOLERANCE = 1e-4;

    /**
     * What is allowed of an output.
     *
     * @param tolerance the most that the measure may be
     * @param measure that is judged
     * @param why why this is not the usual one
     */
    public record Limit(double tolerance, Measure measure, String why) {
        /** {@return a limit of the largest absolute difference} */
        static Limit absolute(double tolerance, String why) {
            return new Limit(tolerance, Measure.MAX_ABS, why);
        }
    }

    /** Compares by relative L2 error within {@link #USUAL_TOLERANCE}. */
    public static Comparison of(String name, Tensor actual, Tensor expected) {
        return of(name, actual, expected, USUAL_TOLERANCE, Measure.RELATIVE_L2, "");
    }

    /** Compares two tensors of any type and device; tensors of different shapes are infinitely far apart. */
    public static Comparison of(
            String name, Tensor actual, Tensor expected, double tolerance, Measure measure, String why) {
        if (!Arrays.equals(actual.shape(), expected.shape())) {
            String shapes =
                    "shape " + Arrays.toString(actual.shape()) + ", expected " + Arrays.toString(expected.shape());
            return new Comparison(name, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, tolerance, measure, shapes);
        }
        return of(name, actual.toDoubleArray(), expected.toDoubleArray(), tolerance, measure, why);
    }

    /**
     * Compares values that are not tensors.
     *
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Comparison of(
            String name, double[] actual, double[] expected, double tolerance, Measure measure, String why) {
        if (actual.length != expected.length) {
            throw new IllegalArgumentException(
                    name + ": " + actual.length + " values against " + expected.length + " expected");
        }
        double difference = 0;
        double size = 0;
        double maxAbs = 0;
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            difference += error * error;
            size += expected[i] * expected[i];
            // Math.max passes NaN on, which no tolerance admits.
            maxAbs = Math.max(maxAbs, error);
        }
        double relative = Math.sqrt(size == 0 ? difference : difference / size);
        return new Comparison(name, relative, maxAbs, tolerance, measure, why);
    }

    /** {@return the number that is judged} */
    public double error() {
        return judgedBy == Measure.RELATIVE_L2 ? relative : maxAbs;
    }

    /** {@return whether the error is within the tolerance; NaN never is} */
    @JsonProperty
    public boolean passed() {
        return error() <= tolerance;
    }

    /** {@return one line for a report} */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s: relative %.2e, max abs %.2e, tolerance %.1e (%s)%s",
                passed() ? "ok  " : "FAIL",
                name,
                relative,
                maxAbs,
                tolerance,
                judgedBy.label(),
                why.isEmpty() ? "" : ", " + why);
    }
}
