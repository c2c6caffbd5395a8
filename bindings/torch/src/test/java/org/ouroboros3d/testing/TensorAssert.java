package org.ouroboros3d.testing;

import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/** Assertions on tensors; a failure names the worst element and the relative L2 distance. */
public final class TensorAssert extends AbstractAssert<TensorAssert, Tensor> {
    private TensorAssert(Tensor actual) {
        super(actual, TensorAssert.class);
    }

    public static TensorAssert assertThat(Tensor actual) {
        return new TensorAssert(actual);
    }

    public TensorAssert hasShape(long... shape) {
        isNotNull();
        if (!Arrays.equals(actual.shape(), shape)) {
            failWithMessage("expected shape %s but was %s", Arrays.toString(shape), Arrays.toString(actual.shape()));
        }
        return this;
    }

    public TensorAssert hasDType(DType dtype) {
        isNotNull();
        if (actual.dtype() != dtype) {
            failWithMessage("expected %s but was %s", dtype, actual.dtype());
        }
        return this;
    }

    /** Elements in row-major order, exactly; NaN equals NaN. */
    public TensorAssert hasValues(double... expected) {
        return isCloseTo(0, expected);
    }

    /** Elements in row-major order, each within {@code tolerance} absolutely; NaN equals NaN. */
    public TensorAssert isCloseTo(double tolerance, double... expected) {
        isNotNull();
        double[] values = actual.toDoubleArray();
        if (values.length != expected.length) {
            failWithMessage("expected %d elements but %s has %d", expected.length, actual, values.length);
        }
        int worst = -1;
        double worstError = tolerance;
        double squaredError = 0;
        double squaredNorm = 0;
        for (int i = 0; i < values.length; i++) {
            double error = Double.compare(values[i], expected[i]) == 0 ? 0 : Math.abs(values[i] - expected[i]);
            squaredError += error * error;
            squaredNorm += expected[i] * expected[i];
            if (Double.isNaN(error) || error > worstError) {
                worst = i;
                worstError = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
            }
        }
        if (worst >= 0) {
            failWithMessage(
                    "element %d is %s instead of %s (off by %s, allowed %s; relative L2 %s)%nin    %s%nnot   %s",
                    worst,
                    values[worst],
                    expected[worst],
                    worstError,
                    tolerance,
                    Math.sqrt(squaredError / squaredNorm),
                    Arrays.toString(values),
                    Arrays.toString(expected));
        }
        return this;
    }
}
