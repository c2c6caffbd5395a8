package org.ouroboros3d.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.testing.CudaDevice;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class CudaStreamTest {
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
        Device cuda = CudaDevice.orSkip();
        try (GradMode noGrad = GradMode.disabled();
                CudaStream stream = CudaStream.on(cuda)) {
            Tensor weight = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).to(cuda);
            Tensor input = Tensor.of(new float[] {1, 1}, 1, 2).to(cuda);
            Tensor output = Creation.zeros(DType.FLOAT32, cuda, 1, 2);
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
                            input, Tensor.of(new float[] {value, 0}, 1, 2).to(cuda));
                    graph.launch();
                    assertThat(output.toFloatArray()).containsExactly(2 * value, 6 * value);
                }
            }
        }
    }

    @Test
    @Tag("gpu")
    void workThatReadsFromTheDeviceIsNotRecordedAndTheStreamGoesOn() {
        Device cuda = CudaDevice.orSkip();
        try (CudaStream stream = CudaStream.on(cuda)) {
            Tensor value = Creation.full(3, DType.FLOAT32, cuda, 1);
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
        Device cuda = CudaDevice.orSkip();
        try (CachedMemory memory = CachedMemory.watch(cuda)) {
            Creation.zeros(DType.FLOAT32, cuda, 1 << 20).close();
            assertThat(memory.isKept()).isTrue();
            assertThatThrownBy(() -> Tensor.empty(DType.UINT8, cuda, 1L << 50)).isInstanceOf(NativeException.class);
            assertThat(memory.isKept()).as("after an allocation that failed").isFalse();
        }
    }
}
