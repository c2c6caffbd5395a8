package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ActivationsTest {
    private static final double[] INPUTS = {-30, -3.5, -1, -0.25, 0, 0.25, 1, 3.5, 30};

    private static void check(UnaryOperator<Tensor> operator, DoubleUnaryOperator expected) {
        double[] values = Arrays.stream(INPUTS).map(expected).toArray();
        Tensor x = Tensor.of(INPUTS, INPUTS.length);
        assertThat(operator.apply(x)).hasDType(DType.FLOAT64).isCloseTo(1e-12, values);
        assertThat(operator.apply(x.to(DType.FLOAT32)))
                .hasDType(DType.FLOAT32)
                .hasShape(INPUTS.length)
                .isCloseTo(1e-5, values);
        Gradients.check(new double[] {-1.5, -0.3, 0.2, 0.7, 2.1}, new long[] {5}, operator);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Φ(x) by Simpson's rule over the normal density from -12, where nothing is left. */
    private static double normalDistribution(double x) {
        int steps = 4000;
        double from = -12;
        double width = (Math.max(x, from) - from) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double t = from + i * width;
            int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
            sum += weight * Math.exp(-t * t / 2);
        }
        return sum * width / 3 / Math.sqrt(2 * Math.PI);
    }

    @Test
    void silu() {
        check(Activations::silu, x -> x * sigmoid(x));
    }

    @Test
    void geluUsesTheErrorFunction() {
        // -30 and 30 are beyond the range in which Simpson's steps are fine enough, and known without it.
        check(Activations::gelu, x -> Math.abs(x) == 30 ? Math.max(x, 0) : x * normalDistribution(x));
    }

    @Test
    void quickGelu() {
        check(Activations::quickGelu, x -> x * sigmoid(1.702 * x));
    }

    @Test
    void relu() {
        check(Activations::relu, x -> Math.max(x, 0));
    }

    @Test
    void sigmoid() {
        check(Activations::sigmoid, ActivationsTest::sigmoid);
    }

    @Test
    void tanh() {
        check(Activations::tanh, Math::tanh);
    }

    @Test
    void softplus() {
        check(Activations::softplus, x -> Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0));
    }

    @Test
    void softplusNeitherOverflowsNorVanishes() {
        Tensor x = Tensor.of(new double[] {-700, 800}, 2);
        assertThat(Activations.softplus(x)).isCloseTo(1e-300, Math.exp(-700), 800);
    }
}
