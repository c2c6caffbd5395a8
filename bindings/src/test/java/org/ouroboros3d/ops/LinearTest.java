package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
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
