package org.ouroboros3d.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Autograd against central differences in float64, which no autograd had a hand in. */
public final class Gradients {
    private static final double STEP = 1e-6;

    private Gradients() {}

    /** Differentiates the sum of the squares of what {@code function} makes of {@code values} in {@code shape}. */
    public static void check(double[] values, long[] shape, UnaryOperator<Tensor> function) {
        try (var scope = TensorScope.open()) {
            Tensor leaf = Tensor.of(values, shape).requiresGrad(true);
            Autograd.backward(Reductions.sum(Arithmetic.square(function.apply(leaf))));
            double[] gradient = Autograd.gradient(leaf).toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                double[] above = values.clone();
                double[] below = values.clone();
                above[i] += STEP;
                below[i] -= STEP;
                double difference = (loss(above, shape, function) - loss(below, shape, function)) / (2 * STEP);
                assertThat(gradient[i])
                        .as("entry %d", i)
                        .isCloseTo(difference, within(1e-6 * Math.max(1, Math.abs(difference))));
            }
        }
    }

    private static double loss(double[] values, long[] shape, UnaryOperator<Tensor> function) {
        try (var scope = TensorScope.open();
                var noGrad = GradMode.disabled()) {
            return Reductions.sum(Arithmetic.square(function.apply(Tensor.of(values, shape))))
                    .toDoubleArray()[0];
        }
    }

    /** {@return {@code n} values in [-1, 1] without a pattern that an operator could hide behind} */
    public static double[] wave(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.sin(1.7 * i + 0.3);
        }
        return values;
    }
}
