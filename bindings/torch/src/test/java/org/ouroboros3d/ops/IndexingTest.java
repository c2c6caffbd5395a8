package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class IndexingTest {
    @Test
    void selectsInTheOrderOfTheIndex() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(Indexing.select(x, 1, Tensor.of(new long[] {2, 0, 2, 2}, 4)))
                .hasShape(2, 4)
                .hasValues(3, 1, 3, 3, 6, 4, 6, 6);
        assertThat(Indexing.select(x, 0, Tensor.of(new long[] {1}, 1)))
                .hasShape(1, 3)
                .hasValues(4, 5, 6);
        assertThat(Indexing.select(x, 0, Tensor.of(new long[0], 0))).hasShape(0, 3);
    }

    @Test
    void numbersOutsideAreRefused() {
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
        assertThatExceptionOfType(NativeException.class)
                .isThrownBy(() -> Indexing.select(x, 0, Tensor.of(new long[] {3}, 1)));
    }

    @Test
    void gradientsOfRepeatedElementsAdd() {
        Gradients.check(
                Gradients.wave(6), new long[] {2, 3}, x -> Indexing.select(x, 1, Tensor.of(new long[] {2, 0, 2}, 3)));
    }
}
