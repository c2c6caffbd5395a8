package org.ouroboros3d.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.OperatorHook;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.tensor.Transfers;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class HookHandleTest {
    /** Writes down what it is told. */
    private static final class Recorder implements OperatorHook {
        final List<String> lines = new ArrayList<>();

        @Override
        public void begin(String operator) {
            lines.add("begin " + operator);
        }

        @Override
        public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
            lines.add(operator + " " + shapes(inputs) + " -> " + shapes(outputs));
        }

        private static List<String> shapes(List<Tensor> tensors) {
            return tensors.stream()
                    .map(tensor -> tensor.dtype() + Arrays.toString(tensor.shape()))
                    .toList();
        }
    }

    @Test
    void namesShapesAndTypesOfEveryCallAreSeen() {
        Tensor x = Creation.ones(2, 3);
        Tensor weight = Creation.ones(4, 3);
        Recorder recorder = new Recorder();
        try (HookHandle handle = HookHandle.register(recorder)) {
            Linear.linear(x, weight, null);
            Arithmetic.add(x, x);
            Shapes.cat(List.of(x, x), 0);
            Shapes.chunk(x.to(DType.BFLOAT16), 2, 0);
        }
        Linear.linear(x, weight, null);
        assertThat(recorder.lines)
                .containsExactly(
                        "begin aten::linear",
                        "aten::linear [FLOAT32[2, 3], FLOAT32[4, 3]] -> [FLOAT32[2, 4]]",
                        "begin aten::subtract.Tensor",
                        "aten::subtract.Tensor [FLOAT32[2, 3], FLOAT32[2, 3]] -> [FLOAT32[2, 3]]",
                        "begin aten::cat",
                        "aten::cat [FLOAT32[2, 3], FLOAT32[2, 3]] -> [FLOAT32[4, 3]]",
                        "begin aten::_to_copy",
                        "aten::_to_copy [FLOAT32[2, 3]] -> [BFLOAT16[2, 3]]",
                        "begin aten::chunk",
                        "aten::chunk [BFLOAT16[2, 3]] -> [BFLOAT16[1, 3], BFLOAT16[1, 3]]");
    }

    @Test
    void renderingsAreSeenToo() {
        Splats splats = new Splats(
                Creation.zeros(1, 3),
                Tensor.of(new float[] {1, 0, 0, 0}, 1, 4),
                Creation.ones(1, 3),
                Creation.ones(1),
                Creation.ones(1, 3));
        Tensor viewmats = Tensor.of(new float[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1}, 1, 4, 4);
        Tensor ks = Tensor.of(new float[] {8, 0, 4, 0, 8, 4, 0, 0, 1}, 1, 3, 3);
        Recorder recorder = new Recorder();
        try (Rasterizer rasterizer = Rasterizer.create(1);
                HookHandle handle = HookHandle.register(recorder)) {
            rasterizer.render(splats, viewmats, ks, RenderSettings.of(8, 8));
        }
        assertThat(recorder.lines).hasSize(2).contains("begin " + OperatorHook.RASTERIZE);
        assertThat(recorder.lines.getLast())
                .startsWith(OperatorHook.RASTERIZE + " [FLOAT32[1, 3], FLOAT32[1, 4]")
                .contains("-> [FLOAT32[1, 3, 8, 8], FLOAT32[1, 1, 8, 8], FLOAT32[1, 1, 8, 8]");
    }

    @Test
    void handlesNestAndBelongToTheirThread() throws InterruptedException {
        Tensor x = Creation.ones(1);
        Recorder outer = new Recorder();
        Recorder inner = new Recorder();
        try (HookHandle handle = HookHandle.register(outer)) {
            HookHandle first = HookHandle.register(inner);
            Arithmetic.neg(x);
            first.close();
            first.close();
            Arithmetic.exp(x);
            List<Throwable> thrown = new ArrayList<>();
            Thread other = new Thread(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    Arithmetic.log(Creation.ones(1));
                    handle.close();
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            });
            other.start();
            other.join();
            assertThat(thrown).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("belongs to thread"));
        }
        assertThat(inner.lines).containsExactly("begin aten::neg", "aten::neg [FLOAT32[1]] -> [FLOAT32[1]]");
        assertThat(outer.lines).containsExactly("begin aten::exp", "aten::exp [FLOAT32[1]] -> [FLOAT32[1]]");
    }

    @Test
    void failingOperatorsBeginAndNeverEnd() {
        Recorder recorder = new Recorder();
        Tensor three = Creation.ones(3);
        Tensor two = Creation.ones(2);
        try (HookHandle handle = HookHandle.register(recorder)) {
            assertThatThrownBy(() -> Arithmetic.mul(three, two)).isInstanceOf(NativeException.class);
        }
        assertThat(recorder.lines).containsExactly("begin aten::mul.Tensor");
        assertThat(Arithmetic.mul(two, two).toFloatArray()).containsOnly(1);
    }

    @Test
    void anObserverMustNotCallOperators() {
        Tensor x = Creation.ones(1);
        OperatorHook calls = new OperatorHook() {
            @Override
            public void begin(String operator) {
                // Allowed to do nothing.
            }

            @Override
            public void end(String operator, List<Tensor> inputs, List<Tensor> outputs) {
                Arithmetic.neg(outputs.getFirst());
            }
        };
        try (HookHandle handle = HookHandle.register(calls)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Arithmetic.exp(x))
                    .withMessageContaining("began inside");
        }
        assertThat(Arithmetic.neg(x).item()).isEqualTo(-1);
    }

    @Test
    void tensorsThatWereMadeAndBytesThatStayedOnTheHostAreCounted() {
        long made = Tensor.madeCount();
        long bytes = Transfers.withinHostBytes();
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
        assertThat(Tensor.madeCount()).isEqualTo(made + 1);
        assertThat(Transfers.withinHostBytes()).isEqualTo(bytes);
        x.to(Device.CPU);
        assertThat(Transfers.withinHostBytes()).isEqualTo(bytes + 12);
        x.toFloatArray();
        assertThat(Transfers.withinHostBytes()).isEqualTo(bytes + 24);
    }
}
