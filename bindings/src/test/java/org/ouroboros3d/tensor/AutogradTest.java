package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;

class AutogradTest {
    private static final double STEP = 1e-6;

    /** Central differences in float64: what no autograd had a hand in. */
    private static void checkGradient(double[] values, long[] shape, UnaryOperator<Tensor> function) {
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

    private static double[] wave(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Math.sin(1.7 * i + 0.3);
        }
        return values;
    }

    @Test
    void elementwiseFunctions() {
        checkGradient(
                wave(6), new long[] {6}, x -> Activations.silu(Arithmetic.addScaled(x, Activations.softplus(x), 0.5)));
        checkGradient(
                wave(6),
                new long[] {6},
                x -> Arithmetic.div(Activations.gelu(x), Arithmetic.add(Arithmetic.square(x), 1)));
    }

    @Test
    void convolutionAndGroupNorm() {
        checkGradient(wave(2 * 4 * 3 * 3), new long[] {2, 4, 3, 3}, x -> {
            Tensor weight = Tensor.of(wave(4 * 4 * 9), 4, 4, 3, 3);
            Tensor scale = Tensor.of(wave(4), 4);
            return Normalization.groupNorm(Convolutions.conv2d(x, weight, null, 1, 1), 2, scale, scale, 1e-5);
        });
    }

    @Test
    void severalRootsWithGivenGradients() {
        try (var scope = TensorScope.open()) {
            Tensor leaf = Tensor.of(new float[] {1, 2, 3}, 3).requiresGrad(true);
            Tensor doubled = Arithmetic.mul(leaf, 2);
            Tensor squared = Arithmetic.square(leaf);
            Autograd.backward(
                    List.of(doubled, squared),
                    List.of(Tensor.of(new float[] {1, 10, 100}, 3), Tensor.of(new float[] {1, 1, 1}, 3)));
            assertThat(Autograd.gradient(leaf).toFloatArray()).containsExactly(2 + 2, 20 + 4, 200 + 6);
        }
    }

    @Test
    void gradModeIsRestored() {
        try (var scope = TensorScope.open()) {
            Tensor leaf = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            try (var noGrad = GradMode.disabled()) {
                assertThat(GradMode.isEnabled()).isFalse();
                Arithmetic.mul(leaf, 2);
            }
            assertThat(GradMode.isEnabled()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> Autograd.gradient(leaf))
                    .withMessageContaining("no gradient");
            Autograd.backward(Shapes.reshape(Arithmetic.mul(leaf, 3)));
            assertThat(Autograd.gradient(leaf).item()).isEqualTo(3);
        }
    }
}
