package org.ouroboros3d.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;

class TensorTest {
    private long liveBefore;

    @BeforeEach
    void countTensors() {
        liveBefore = Tensor.liveCount();
    }

    @AfterEach
    void noTensorLeaks() {
        assertThat(Tensor.liveCount()).isEqualTo(liveBefore);
    }

    @Test
    void valuesComeBackInOrder() {
        try (var scope = TensorScope.open()) {
            Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertThat(tensor.shape()).containsExactly(2, 3);
            assertThat(tensor.size(-1)).isEqualTo(3);
            assertThat(tensor.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(tensor.device()).isEqualTo(Device.CPU);
            assertThat(Shapes.transpose(tensor, 0, 1).toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(tensor.to(DType.INT64).toLongArray()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(tensor.to(DType.BFLOAT16).toDoubleArray()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void scopeFreesAllButWhatMovesOut() {
        try (var outer = TensorScope.open()) {
            Tensor kept;
            Tensor dropped;
            try (var inner = TensorScope.open()) {
                dropped = Tensor.of(new float[] {1, 2}, 2);
                kept = inner.moveToOuter(Arithmetic.add(dropped, 1));
            }
            assertThat(kept.toFloatArray()).containsExactly(2, 3);
            assertThat(dropped.isClosed()).isTrue();
            assertThatIllegalStateException().isThrownBy(dropped::shape).withMessageContaining("closed");
            assertThatIllegalStateException().isThrownBy(() -> Arithmetic.add(kept, dropped));
            assertThatIllegalStateException().isThrownBy(() -> Arithmetic.mul(kept, dropped));
            // A refused call leaves nothing behind that the next would trip over.
            assertThat(Arithmetic.mul(kept, kept).toFloatArray()).containsExactly(4, 9);
        }
    }

    @Test
    void tensorNeedsAnOpenScope() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Tensor.of(new float[] {1}, 1))
                .withMessageContaining("no TensorScope is open");
    }

    @Test
    void closingTwiceIsHarmless() {
        try (var scope = TensorScope.open()) {
            Tensor first = Tensor.of(new float[] {1}, 1);
            Tensor second = Tensor.of(new float[] {2}, 1);
            first.close();
            first.close();
            assertThat(second.toFloatArray()).containsExactly(2);
            scope.close();
            assertThat(second.isClosed()).isTrue();
        }
    }

    @Test
    void wrappedSegmentAndTensorAreTheSameMemory() {
        try (var scope = TensorScope.open();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
            Tensor tensor = Tensor.wrap(memory, DType.FLOAT32, 2, 2);
            assertThat(tensor.dataPointer()).isEqualTo(memory.address());
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 10);
            assertThat(tensor.toFloatArray()).containsExactly(10, 2, 3, 4);
            tensor.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 3, 40);
            assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3)).isEqualTo(40);
        }
    }

    @Test
    void wrappedMemoryThatIsGoneThrowsInTheTensorAndItsViews() {
        try (var scope = TensorScope.open()) {
            Tensor tensor;
            Tensor view;
            try (Arena arena = Arena.ofConfined()) {
                tensor = Tensor.wrap(arena.allocate(16, 4), DType.FLOAT32, 4);
                view = Shapes.reshape(tensor, 2, 2);
            }
            assertThatIllegalStateException()
                    .isThrownBy(tensor::toFloatArray)
                    .withMessageContaining("arena of the wrapped segment was closed");
            assertThatIllegalStateException().isThrownBy(() -> Arithmetic.mul(view, view));
        }
    }

    @Test
    void segmentOfWrappedMemoryDiesWithItsArena() {
        try (var scope = TensorScope.open()) {
            MemorySegment segment;
            try (Arena arena = Arena.ofConfined()) {
                Tensor tensor = Tensor.wrap(arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3), DType.FLOAT32, 3);
                segment = Shapes.narrow(tensor, 0, 1, 2).segment();
                assertThat(segment.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2, 3);
                assertThatIllegalStateException()
                        .isThrownBy(() -> tensor.requiresGrad(true))
                        .withMessageContaining("clone");
            }
            assertThatIllegalStateException().isThrownBy(() -> segment.get(ValueLayout.JAVA_FLOAT, 0));
        }
    }

    @Test
    void readOnlyMemoryIsReadButNeverWritten() {
        try (var scope = TensorScope.open();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory =
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2).asReadOnly();
            Tensor tensor = Tensor.wrap(memory, DType.FLOAT32, 2);
            Tensor view = Shapes.reshape(tensor, 1, 2);
            assertThat(Arithmetic.add(tensor, 1).toFloatArray()).containsExactly(2, 3);
            assertThat(view.segment().isReadOnly()).isTrue();
            assertThatIllegalStateException()
                    .isThrownBy(() -> Arithmetic.addInPlace(view, view))
                    .withMessageContaining("read-only");
            Tensor copy = Shapes.clone(tensor);
            assertThat(Arithmetic.addInPlace(copy, tensor).toFloatArray()).containsExactly(2, 4);
        }
    }

    @Test
    void wrapRefusesMemoryThatDoesNotFit() {
        try (var scope = TensorScope.open();
                Arena arena = Arena.ofConfined()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.wrap(arena.allocate(12), DType.FLOAT32, 4))
                    .withMessageContaining("12 bytes");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.wrap(MemorySegment.ofArray(new float[4]), DType.FLOAT32, 4))
                    .withMessageContaining("Java heap");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.wrap(arena.allocate(20, 8).asSlice(2), DType.FLOAT32, 4))
                    .withMessageContaining("multiple of 4");
        }
    }

    @Test
    void segmentDiesWithItsTensor() {
        MemorySegment segment;
        try (var scope = TensorScope.open()) {
            segment = Tensor.of(new float[] {1, 2}, 2).segment();
            assertThat(segment.byteSize()).isEqualTo(8);
        }
        assertThatIllegalStateException().isThrownBy(() -> segment.get(ValueLayout.JAVA_FLOAT, 0));
    }

    @Test
    void segmentOfAViewWithGapsIsRefused() {
        try (var scope = TensorScope.open()) {
            Tensor view = Shapes.transpose(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2), 0, 1);
            assertThatIllegalStateException().isThrownBy(view::segment).withMessageContaining("contiguous");
        }
    }

    @Test
    void failedOperatorNamesItselfItsArgumentsAndTheCause() {
        try (var scope = TensorScope.open()) {
            Tensor a = Tensor.of(new float[6], 2, 3);
            Tensor b = Tensor.of(new float[8], 4, 2);
            assertThatThrownBy(() -> Linear.matmul(a, b))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("aten::matmul")
                    .hasMessageContaining("FLOAT32[2, 3] on cpu")
                    .hasMessageContaining("FLOAT32[4, 2] on cpu")
                    .hasMessageEndingWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)");
            assertThatThrownBy(() -> Arithmetic.add(a, b))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("aten::add.Tensor")
                    .hasMessageContaining("[4, 2]")
                    .hasMessageContaining("must match the size of tensor b");
        }
    }

    @Test
    void valuesMustFillTheShape() {
        try (var scope = TensorScope.open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Tensor.of(new float[5], 2, 3));
            assertThatIllegalArgumentException().isThrownBy(() -> Tensor.empty(DType.FLOAT32, Device.CPU, -1));
        }
    }

    @Test
    void sizesBeyondWhatALongCountsAreRefused() {
        try (var scope = TensorScope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.empty(DType.FLOAT32, Device.CPU, 1L << 40, 1L << 40))
                    .withMessageContaining("[1099511627776, 1099511627776] is more than 2^63 - 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.empty(DType.FLOAT64, Device.CPU, 1L << 61))
                    .withMessageContaining("in bytes is more than 2^63 - 1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tensor.empty(DType.FLOAT32, Device.CPU, 0, 1L << 40, 1L << 40))
                    .withMessageContaining("more than 2^63 - 1");
            assertThat(Tensor.empty(DType.FLOAT32, Device.CPU, 0, 7).numel()).isZero();
            assertThatThrownBy(() -> Tensor.empty(DType.UINT8, Device.CPU, 1L << 60))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("1152921504606846976 bytes")
                    .hasMessageNotContaining("standard error")
                    .hasMessageNotContaining("frame #");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Creation.arange(1L << 50))
                    .withMessageContaining("1125899906842624 elements");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Creation.linspace(0, 1, 1L << 31))
                    .withMessageContaining("2147483648 elements");
        }
    }

    @Test
    void aDeviceThatLibTorchWasNotBuiltForIsNamed() {
        assumeFalse(LibTorch.load().cuda(), "this LibTorch has CUDA");
        try (var scope = TensorScope.open()) {
            Tensor onHost = Tensor.of(new float[1], 1);
            assertThatThrownBy(() -> Tensor.empty(DType.FLOAT32, Device.cuda(0), 1))
                    .isInstanceOf(NativeLibraryException.class)
                    .hasMessageContaining("this LibTorch has no CUDA, so that no tensor can be on cuda:0");
            assertThatThrownBy(() -> onHost.to(Device.cuda(1)))
                    .isInstanceOf(NativeLibraryException.class)
                    .hasMessageContaining("cuda:1");
        }
    }
}
