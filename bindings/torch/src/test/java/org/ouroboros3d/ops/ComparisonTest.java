package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ComparisonTest {
    private static Tensor values() {
        return Tensor.of(new float[] {1, 2, 3, Float.NaN}, 2, 2);
    }

    @Test
    void withANumber() {
        assertThat(Comparison.gt(values(), 2))
                .hasDType(DType.BOOL)
                .hasShape(2, 2)
                .hasValues(0, 0, 1, 0);
        assertThat(Comparison.ge(values(), 2)).hasDType(DType.BOOL).hasValues(0, 1, 1, 0);
        assertThat(Comparison.lt(values(), 2)).hasDType(DType.BOOL).hasValues(1, 0, 0, 0);
        assertThat(Comparison.le(values(), 2)).hasDType(DType.BOOL).hasValues(1, 1, 0, 0);
    }

    @Test
    void integersWithAFraction() {
        Tensor x = Tensor.of(new long[] {1, 2, 3}, 3);
        assertThat(Comparison.gt(x, 1.5)).hasValues(0, 1, 1);
        assertThat(Comparison.le(x, 2.5)).hasValues(1, 1, 0);
    }

    @Test
    void whereChoosesAndBroadcasts() {
        Tensor condition = Comparison.gt(values(), 1.5);
        Tensor other = Tensor.of(new float[] {-1}, 1);
        assertThat(Comparison.where(condition, values(), other)).hasShape(2, 2).hasValues(-1, 2, 3, -1);
        Gradients.check(
                new double[] {1, -2, 3},
                new long[] {3},
                x -> Comparison.where(Comparison.gt(x, 0), Arithmetic.mul(x, 3), x));
    }

    @Test
    void isFinite() {
        float inf = Float.POSITIVE_INFINITY;
        Tensor x = Tensor.of(new float[] {0, inf, -inf, Float.NaN, Float.MAX_VALUE}, 5);
        assertThat(Comparison.isFinite(x)).hasDType(DType.BOOL).hasValues(1, 0, 0, 0, 1);
    }

    @Test
    void nonzeroGivesPositions() {
        Tensor x = Tensor.of(new float[] {0, 5, 0, 0, 0, -1}, 2, 3);
        assertThat(Comparison.nonzero(x)).hasDType(DType.INT64).hasShape(2, 2).hasValues(0, 1, 1, 2);
        assertThat(Comparison.nonzero(Creation.zeros(4))).hasShape(0, 1);
    }
}
