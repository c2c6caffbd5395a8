package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OneDnnLinear;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class LinearTest {
    private static Tensor weight() {
        return Tensor.of(new float[] {1, 0, 2, 0, 1, -1}, 2, 3);
    }

    private static Tensor input() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 1, 3);
    }

    @Test
    void linearTransposesItsWeight() {
        assertThat(Linear.linear(input(), weight(), null)).hasShape(2, 1, 2).hasValues(7, -1, 16, -1);
        Tensor bias = Tensor.of(new float[] {100, 200}, 2);
        assertThat(Linear.linear(input(), weight(), bias)).hasShape(2, 1, 2).hasValues(107, 199, 116, 199);
    }

    private static Tensor wave(long... shape) {
        int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        return Tensor.of(Gradients.wave(count), shape).to(DType.FLOAT32);
    }

    /** Notes which operators ran. */
    private static List<String> operators(Runnable call) {
        List<String> names = new ArrayList<>();
        OperatorHook hook = new OperatorHook() {
            @Override
            public void begin(String operator) {
                names.add(operator);
            }

            @Override
            public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
                // Its beginning is enough.
            }
        };
        try (HookHandle handle = HookHandle.register(hook)) {
            call.run();
        }
        return names;
    }

    @Test
    void largeProductsRunOnAllThreadsAndGiveTheSame() {
        Tensor weight = wave(256, 96);
        Tensor bias = wave(256);
        Tensor tokens = wave(3, 300, 96);
        Tensor strided = Shapes.transpose(wave(300, 3, 96), 0, 1);
        assumeTrue(OneDnnLinear.takes(tokens, weight, bias), "this LibTorch has no oneDNN");
        for (Tensor x : List.of(tokens, strided, wave(400, 96))) {
            for (Tensor b : Arrays.asList(bias, null)) {
                assertThat(operators(() -> Linear.linear(x, weight, b)))
                        .as("autograd records")
                        .containsExactly("aten::linear");
                Tensor expected = Linear.linear(x, weight, b);
                try (GradMode noGrad = GradMode.disabled()) {
                    assertThat(operators(() -> Linear.linear(x, weight, b))).containsExactly(OneDnnLinear.NAME);
                    Tensor actual = Linear.linear(x, weight, b);
                    assertThat(actual.shape()).containsExactly(expected.shape());
                    assertThat(actual.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
                }
            }
        }
        try (GradMode noGrad = GradMode.disabled()) {
            Tensor small = wave(8, 96);
            assertThat(operators(() -> Linear.linear(small, weight, bias)))
                    .as("a small one")
                    .containsExactly("aten::linear");
        }
    }

    @Test
    void aCheckpointedSegmentComputesWhatAutogradRecordsLater() {
        Tensor x = wave(400, 96);
        Tensor weight = wave(256, 96).requiresGrad(true);
        try (GradientCheckpoints checkpoints = GradientCheckpoints.create();
                GradientCheckpoints.Recording recording = checkpoints.record()) {
            assertThat(operators(() -> GradientCheckpoints.segment(x, input -> Linear.linear(input, weight, null))))
                    .contains("aten::linear")
                    .doesNotContain(OneDnnLinear.NAME);
        }
    }

    @Test
    void autogradSeesLargeProducts() {
        Tensor x = wave(400, 96).requiresGrad(true);
        Tensor weight = wave(256, 96);
        float[] ones = new float[400 * 256];
        Arrays.fill(ones, 1);
        Autograd.backward(List.of(Linear.linear(x, weight, null)), List.of(Tensor.of(ones, 400, 256)));
        float[] columns = Reductions.sum(weight, false, 0).toFloatArray();
        float[] gradient = Shapes.select(Autograd.gradient(x), 0, 399).toFloatArray();
        assertThat(gradient).containsExactly(columns, within(1e-4f));
    }

    @Test
    void whatOneDnnCannotTakeIsLeftToLibTorch() {
        Tensor x = wave(400, 96);
        Tensor weight = wave(256, 96);
        Tensor transposed = Shapes.transpose(wave(96, 256), 0, 1);
        Tensor withGaps = Shapes.narrow(wave(256, 100), 1, 2, 96);
        Tensor column = Shapes.select(wave(256, 2), 1, 1);
        Tensor one = wave(1);
        try (GradMode noGrad = GradMode.disabled()) {
            for (Tensor other : List.of(transposed, withGaps)) {
                assertThat(operators(() -> Linear.linear(x, other, null))).containsExactly("aten::linear");
                assertThatThrownBy(() -> OneDnnLinear.linear(x, other, null))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("without gaps");
            }
            for (Tensor bias : List.of(column, one)) {
                assertThat(operators(() -> Linear.linear(x, weight, bias))).containsExactly("aten::linear");
                assertThat(OneDnnLinear.takes(x, weight, bias)).isFalse();
            }
            assertThatThrownBy(() -> OneDnnLinear.linear(wave(2, 5), weight, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[2, 5]");
            assertThat(OneDnnLinear.takes(x, weight.to(DType.FLOAT64), null)).isFalse();
            assertThat(OneDnnLinear.takes(wave(0, 96), weight, null)).isFalse();
            weight.close();
            assertThatThrownBy(() -> OneDnnLinear.linear(x, weight, null)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void matmulBroadcastsEarlierDimensions() {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4, 0, 1, 1, 0}, 2, 2, 2);
        Tensor b = Tensor.of(new float[] {1, 10, 100, 1000}, 2, 2);
        assertThat(Linear.matmul(a, b)).hasShape(2, 2, 2).hasValues(201, 2010, 403, 4030, 100, 1000, 1, 10);
        assertThat(Linear.matmul(b, Tensor.of(new float[] {1, 2}, 2)))
                .hasShape(2)
                .hasValues(21, 2100);
    }

    @Test
    void gradients() {
        Tensor x = Tensor.of(Gradients.wave(6), 2, 3);
        Tensor bias = Tensor.of(Gradients.wave(2), 2);
        Gradients.check(new double[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3}, w -> Linear.linear(x, w, bias));
        Gradients.check(new double[] {1, 2}, new long[] {2}, b -> Linear.linear(x, x, b));
        Gradients.check(new double[] {1, 2, 3}, new long[] {3, 1}, b -> Linear.matmul(x, b));
    }
}
