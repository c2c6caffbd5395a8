package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ShapesTest {
    private static Tensor matrix() {
        return Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
    }

    @Test
    void reshapeInfersOneSize() {
        assertThat(Shapes.reshape(matrix(), 3, -1)).hasShape(3, 2).hasValues(0, 1, 2, 3, 4, 5);
        assertThat(Shapes.reshape(Tensor.of(new float[] {7}, 1, 1))).hasShape().hasValues(7);
        assertThatThrownBy(() -> Shapes.reshape(matrix(), 4, -1)).isInstanceOf(NativeException.class);
    }

    @Test
    void dimensionsChangePlaces() {
        Tensor x = Shapes.reshape(matrix(), 1, 2, 3);
        assertThat(Shapes.permute(x, 2, 0, 1)).hasShape(3, 1, 2).hasValues(0, 3, 1, 4, 2, 5);
        assertThat(Shapes.permute(x, -1, 1, 0)).hasShape(3, 2, 1).hasValues(0, 3, 1, 4, 2, 5);
        assertThat(Shapes.transpose(matrix(), 0, -1)).hasShape(3, 2).hasValues(0, 3, 1, 4, 2, 5);
    }

    @Test
    void dimensionsOfSizeOneComeAndGo() {
        assertThat(Shapes.unsqueeze(matrix(), 1)).hasShape(2, 1, 3);
        assertThat(Shapes.unsqueeze(matrix(), -1)).hasShape(2, 3, 1);
        assertThat(Shapes.squeeze(Shapes.unsqueeze(matrix(), 1), 1)).hasShape(2, 3);
        assertThat(Shapes.squeeze(matrix(), 1)).hasShape(2, 3);
    }

    @Test
    void flattenIncludesBothEnds() {
        Tensor x = Creation.zeros(2, 3, 4, 5);
        assertThat(Shapes.flatten(x, 1, 2)).hasShape(2, 12, 5);
        assertThat(Shapes.flatten(x, 0, -1)).hasShape(120);
    }

    @Test
    void partsAreViews() {
        Tensor x = matrix();
        assertThat(Shapes.narrow(x, 1, 1, 2)).hasShape(2, 2).hasValues(1, 2, 4, 5);
        assertThat(Shapes.slice(x, 1, 0, 3, 2)).hasShape(2, 2).hasValues(0, 2, 3, 5);
        assertThat(Shapes.slice(x, 0, 1, Long.MAX_VALUE, 1)).hasShape(1, 3).hasValues(3, 4, 5);
        assertThat(Shapes.slice(x, -1, -2, -1, 1)).hasShape(2, 1).hasValues(1, 4);
        assertThat(Shapes.select(x, 1, -1)).hasShape(2).hasValues(2, 5);
        Shapes.copyInto(Shapes.select(x, 0, 1), Tensor.of(new double[] {9}, 1));
        assertThat(x).hasValues(0, 1, 2, 9, 9, 9);
    }

    @Test
    void catAndStack() {
        Tensor x = matrix();
        Tensor column = Tensor.of(new float[] {10, 20}, 2, 1);
        assertThat(Shapes.cat(List.of(x, column), 1)).hasShape(2, 4).hasValues(0, 1, 2, 10, 3, 4, 5, 20);
        assertThat(Shapes.cat(List.of(x, x), -2)).hasShape(4, 3);
        assertThat(Shapes.stack(List.of(x, x), -1)).hasShape(2, 3, 2).hasValues(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
    }

    @Test
    void chunksShareTheElements() {
        List<Tensor> chunks = Shapes.chunk(matrix(), 3, 1);
        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(0)).hasShape(2, 1).hasValues(0, 3);
        assertThat(chunks.get(2)).hasShape(2, 1).hasValues(2, 5);
        Shapes.copyInto(chunks.get(1), chunks.get(0));
        assertThat(chunks.get(1)).hasValues(0, 3);
    }

    @Test
    void lastChunkIsSmallerWhenTheSizeDoesNotDivide() {
        List<Tensor> chunks = Shapes.chunk(matrix(), 2, 1);
        assertThat(chunks.get(0)).hasShape(2, 2);
        assertThat(chunks.get(1)).hasShape(2, 1).hasValues(2, 5);
    }

    @Test
    void repetitions() {
        Tensor x = Tensor.of(new float[] {1, 2}, 2, 1);
        assertThat(Shapes.expand(x, 2, 3)).hasShape(2, 3).hasValues(1, 1, 1, 2, 2, 2);
        assertThat(Shapes.expand(x, 2, -1, 2)).hasShape(2, 2, 2).hasValues(1, 1, 2, 2, 1, 1, 2, 2);
        assertThat(Shapes.repeat(x, 2, 2)).hasShape(4, 2).hasValues(1, 1, 2, 2, 1, 1, 2, 2);
        assertThat(Shapes.repeatInterleave(x, 2, 0)).hasShape(4, 1).hasValues(1, 1, 2, 2);
        assertThat(Shapes.repeatInterleave(matrix(), 2, -1))
                .hasShape(2, 6)
                .hasValues(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
    }

    @Test
    void contiguousCopiesOnlyWhatHasGaps() {
        Tensor x = matrix();
        Tensor turned = Shapes.transpose(x, 0, 1);
        assertThat(Shapes.contiguous(x).dataPointer()).isEqualTo(x.dataPointer());
        Tensor copy = Shapes.contiguous(turned);
        assertThat(copy.isContiguous()).isTrue();
        assertThat(copy.dataPointer()).isNotEqualTo(x.dataPointer());
        assertThat(copy).hasShape(3, 2).hasValues(0, 3, 1, 4, 2, 5);
        Tensor clone = Shapes.clone(turned);
        assertThat(clone.isContiguous()).isTrue();
        Tensor inOrder = Shapes.cloneInOrder(turned);
        assertThat(inOrder.isContiguous()).isFalse();
        assertThat(inOrder.dataPointer()).isNotEqualTo(x.dataPointer());
        assertThat(inOrder).hasShape(3, 2).hasValues(0, 3, 1, 4, 2, 5);
        Shapes.copyInto(clone, Creation.zeros(1));
        Shapes.copyInto(inOrder, Creation.zeros(1));
        assertThat(x).hasValues(0, 1, 2, 3, 4, 5);
    }

    @Test
    void copyIntoConvertsAndBroadcasts() {
        Tensor target = Creation.zeros(2, 3);
        assertThat(Shapes.copyInto(target, Tensor.of(new long[] {1, 2, 3}, 3))).isSameAs(target);
        assertThat(target).hasDType(DType.FLOAT32).hasValues(1, 2, 3, 1, 2, 3);
    }

    @Test
    void gradients() {
        long[] shape = {2, 3};
        Tensor scale = Tensor.of(new double[] {0.5, -1, 2}, 3);
        Gradients.check(
                Gradients.wave(6),
                shape,
                x -> Arithmetic.mul(Shapes.cat(List.of(x, Shapes.slice(x, 0, 0, 1, 1)), 0), scale));
        Gradients.check(
                Gradients.wave(6),
                shape,
                x -> Arithmetic.mul(Shapes.chunk(Shapes.permute(x, 1, 0), 2, 1).get(1), Shapes.select(x, 0, 0)));
        Gradients.check(Gradients.wave(6), shape, x -> Shapes.repeatInterleave(Shapes.expand(x, 2, 2, 3), 3, 1));
    }
}
