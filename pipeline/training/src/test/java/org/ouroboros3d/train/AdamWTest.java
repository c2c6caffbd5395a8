package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class AdamWTest {
    private static final double RATE = 0.1;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.99;
    private static final double DECAY = 0.01;

    /** Collects the gradient {@code factors} in a parameter. */
    private static void collect(Tensor parameter, float... factors) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled()) {
            Tensor weights = Tensor.of(factors, factors.length);
            Autograd.backward(Reductions.sum(Arithmetic.mul(parameter, weights)));
        }
    }

    @Test
    void twoStepsAreThoseOfLoshchilovAndHutter() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1, -2}, 2).requiresGrad(true);
            double[] expected = {1, -2};
            double[] mean = new double[2];
            double[] square = new double[2];
            float[][] gradients = {{0.3f, -0.4f}, {-0.1f, 0.2f}};
            try (AdamW adam = new AdamW(new Parameters(Map.of("x", x)), BETA1, BETA2, DECAY, 100)) {
                for (int step = 1; step <= 2; step++) {
                    float[] gradient = gradients[step - 1];
                    collect(x, gradient);
                    double norm = adam.step(RATE, 1);
                    assertThat(norm).isCloseTo(Math.hypot(gradient[0], gradient[1]), within(1e-6));
                    for (int i = 0; i < 2; i++) {
                        expected[i] -= RATE * DECAY * expected[i];
                        mean[i] = BETA1 * mean[i] + (1 - BETA1) * gradient[i];
                        square[i] = BETA2 * square[i] + (1 - BETA2) * gradient[i] * gradient[i];
                        double unbiasedMean = mean[i] / (1 - Math.pow(BETA1, step));
                        double unbiasedSquare = square[i] / (1 - Math.pow(BETA2, step));
                        expected[i] -= RATE * unbiasedMean / (Math.sqrt(unbiasedSquare) + 1e-8);
                    }
                    assertThat(x.toDoubleArray()).containsExactly(expected, within(1e-6));
                }
                assertThat(adam.state().get("step.x").item()).isEqualTo(2);
                assertThat(adam.state().get("exp_avg.x").toDoubleArray()).containsExactly(mean, within(1e-7));
                assertThat(adam.state().get("exp_avg_sq.x").toDoubleArray()).containsExactly(square, within(1e-7));
            }
        }
    }

    @Test
    void gradientsOfSeveralBatchesAreAveragedThenClippedTogether() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor a = Tensor.of(new float[] {0}, 1).requiresGrad(true);
            Tensor b = Tensor.of(new float[] {0}, 1).requiresGrad(true);
            try (AdamW adam = new AdamW(new Parameters(Map.of("a", a, "b", b)), BETA1, BETA2, 0, 1)) {
                collect(a, 6);
                collect(b, 8);
                assertThat(adam.step(RATE, 2)).isCloseTo(5, within(1e-6));
                // 3 and 4, shortened from length 5 to 1.
                assertThat(adam.state().get("exp_avg.a").item()).isCloseTo(0.06f, within(1e-6f));
                assertThat(adam.state().get("exp_avg.b").item()).isCloseTo(0.08f, within(1e-6f));
                assertThat(Autograd.gradient(a).item()).isZero();
            }
        }
    }

    @Test
    void aParameterWithoutAGradientStays() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor moved = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            Tensor still = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            try (AdamW adam = new AdamW(new Parameters(Map.of("a", moved, "b", still)), BETA1, BETA2, DECAY, 1)) {
                assertThatThrownBy(() -> adam.step(RATE, 1)).isInstanceOf(IllegalStateException.class);
                collect(moved, 1);
                adam.step(RATE, 1);
                assertThat(moved.item()).isLessThan(1);
                assertThat(still.item()).isEqualTo(1);
                assertThat(adam.state().get("step.b").item()).isZero();
            }
        }
    }

    @Test
    void aGradientThatIsNotFiniteMovesNothing() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            try (AdamW adam = new AdamW(new Parameters(Map.of("x", x)), BETA1, BETA2, DECAY, 1)) {
                collect(x, Float.NaN);
                assertThat(adam.step(RATE, 1)).isNaN();
                assertThat(x.item()).isEqualTo(1);
                assertThat(adam.state().get("exp_avg.x").item()).isZero();
            }
        }
    }

    @Test
    void aStepMakesAsManyCallsForManyParametersAsForOne() {
        try (TensorScope scope = TensorScope.open()) {
            assertThat(calls(40)).isEqualTo(calls(1)).isLessThan(30);
        }
    }

    /** How many operators a step and the average after it call. */
    private static int calls(int count) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = 0; i < count; i++) {
            tensors.put("x" + i, Tensor.of(new float[] {i, 1}, 2).requiresGrad(true));
        }
        Parameters parameters = new Parameters(tensors);
        AtomicInteger calls = new AtomicInteger();
        try (AdamW adam = new AdamW(parameters, BETA1, BETA2, DECAY, 0.1);
                MovingAverage average = new MovingAverage(parameters, 0.9)) {
            tensors.values().forEach(tensor -> collect(tensor, 3, 4));
            try (HookHandle handle = HookHandle.register(new Counter(calls))) {
                adam.step(RATE, 1);
                average.update(1);
            }
        }
        return calls.get();
    }

    private record Counter(AtomicInteger calls) implements OperatorHook {
        @Override
        public void begin(String operator) {
            calls.incrementAndGet();
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {}
    }
}
