package org.ouroboros3d.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class CudaStreamTest {
    private static final Device CUDA = Device.cuda(0);

    private static boolean hasCuda() {
        if (!LibTorch.load().cuda()) {
            return false;
        }
        try {
            Creation.zeros(DType.FLOAT32, CUDA, 1).item();
            return true;
        } catch (NativeException e) {
            return false;
        }
    }

    @Test
    void theHostHasNoStreams() {
        assertThatThrownBy(() -> CudaStream.on(Device.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
    }

    @Test
    void aDeviceThatIsNotThereIsToldOf() {
        assertThatThrownBy(() -> CudaStream.on(Device.cuda(900)))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("CUDA");
    }

    @Test
    void settingsOfTheAllocatorAreRefused() {
        assertThatCode(() -> CachedMemory.requireUsualAllocator(Map.of("PYTORCH_CUDA_ALLOC_CONF", " ")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> CachedMemory.requireUsualAllocator(
                        Map.of("PYTORCH_ALLOC_CONF", "garbage_collection_threshold:0.8")))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("unset PYTORCH_ALLOC_CONF")
                .hasMessageContaining("0.8");
    }

    @Test
    @Tag("gpu")
    void aGraphComputesFromWhatItsInputsHoldNow() {
        assumeTrue(hasCuda(), "there is no CUDA device that LibTorch can use");
        try (GradMode noGrad = GradMode.disabled();
                CudaStream stream = CudaStream.on(CUDA)) {
            Tensor weight = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).to(CUDA);
            Tensor input = Tensor.of(new float[] {1, 1}, 1, 2).to(CUDA);
            Tensor output = Creation.zeros(DType.FLOAT32, CUDA, 1, 2);
            Runnable work = () -> {
                try (TensorScope scope = TensorScope.open()) {
                    Shapes.copyInto(output, Arithmetic.mul(Linear.linear(input, weight, null), 2));
                }
            };
            stream.run(work);
            assertThat(output.toFloatArray()).containsExactly(6, 14);
            try (CudaGraph graph = stream.record(work)) {
                for (float value : new float[] {10, -1}) {
                    Shapes.copyInto(
                            input, Tensor.of(new float[] {value, 0}, 1, 2).to(CUDA));
                    graph.launch();
                    assertThat(output.toFloatArray()).containsExactly(2 * value, 6 * value);
                }
            }
        }
    }

    @Test
    @Tag("gpu")
    void workThatReadsFromTheDeviceIsNotRecordedAndTheStreamGoesOn() {
        assumeTrue(hasCuda(), "there is no CUDA device that LibTorch can use");
        try (CudaStream stream = CudaStream.on(CUDA)) {
            Tensor value = Creation.full(3, DType.FLOAT32, CUDA, 1);
            assertThatThrownBy(() -> stream.record(value::item)).isInstanceOf(NativeException.class);
            float[] read = new float[1];
            stream.run(() -> read[0] = value.item());
            assertThat(read).containsExactly(3);
            stream.record(() -> Shapes.copyInto(value, Arithmetic.add(value, 1)))
                    .close();
            assertThat(value.item()).as("recording runs nothing").isEqualTo(3);
        }
    }

    @Test
    @Tag("gpu")
    void cachedMemoryIsKeptWhileNobodyRunsOutOfIt() {
        assumeTrue(hasCuda(), "there is no CUDA device that LibTorch can use");
        try (CachedMemory memory = CachedMemory.watch(CUDA)) {
            Creation.zeros(DType.FLOAT32, CUDA, 1 << 20).close();
            assertThat(memory.isKept()).isTrue();
            assertThatThrownBy(() -> Tensor.empty(DType.UINT8, CUDA, 1L << 50)).isInstanceOf(NativeException.class);
            assertThat(memory.isKept()).as("after an allocation that failed").isFalse();
        }
    }
}
