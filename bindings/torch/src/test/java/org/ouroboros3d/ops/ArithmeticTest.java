package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class ArithmeticTest {
    private static final double[] POSITIVE = {0.25, 0.5, 1, 2, 3.5};

    private static void check(UnaryOperator<Tensor> operator, DoubleUnaryOperator expected) {
        double[] values = Arrays.stream(POSITIVE).map(expected).toArray();
        assertThat(operator.apply(Tensor.of(POSITIVE, 5))).hasShape(5).isCloseTo(1e-12, values);
        Gradients.check(POSITIVE, new long[] {5}, operator);
    }

    private static Tensor matrix() {
        return Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    }

    private static Tensor row() {
        return Tensor.of(new float[] {10, 20, 40}, 3);
    }

    @Test
    void tensorsBroadcast() {
        assertThat(Arithmetic.add(matrix(), row())).hasShape(2, 3).hasValues(11, 22, 43, 14, 25, 46);
        assertThat(Arithmetic.sub(matrix(), row())).hasValues(-9, -18, -37, -6, -15, -34);
        assertThat(Arithmetic.mul(matrix(), row())).hasValues(10, 40, 120, 40, 100, 240);
        assertThat(Arithmetic.div(row(), matrix())).isCloseTo(1e-6, 10, 10, 40.0 / 3, 2.5, 4, 40.0 / 6);
        assertThat(Arithmetic.addScaled(matrix(), row(), 0.5)).hasValues(6, 12, 23, 9, 15, 26);
        assertThat(Arithmetic.addScaled(matrix(), row(), -2)).hasValues(-19, -38, -77, -16, -35, -74);
    }

    @Test
    void scalarsKeepTheDTypeOfFloatingPointTensors() {
        for (DType dtype : new DType[] {DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64}) {
            Tensor x = matrix().to(dtype);
            assertThat(Arithmetic.add(x, 0.5)).hasDType(dtype).hasValues(1.5, 2.5, 3.5, 4.5, 5.5, 6.5);
            assertThat(Arithmetic.sub(x, 0.5)).hasDType(dtype).hasValues(0.5, 1.5, 2.5, 3.5, 4.5, 5.5);
            assertThat(Arithmetic.mul(x, 2)).hasDType(dtype).hasValues(2, 4, 6, 8, 10, 12);
            assertThat(Arithmetic.div(x, 2)).hasDType(dtype).hasValues(0.5, 1, 1.5, 2, 2.5, 3);
            assertThat(Arithmetic.pow(x, 2)).hasDType(dtype).hasValues(1, 4, 9, 16, 25, 36);
            assertThat(Arithmetic.clamp(x, 2, 5)).hasDType(dtype).hasValues(2, 2, 3, 4, 5, 5);
        }
    }

    @Test
    void scalarsKeepDoublePrecision() {
        Tensor x = Tensor.of(new double[] {1}, 1);
        assertThat(Arithmetic.add(x, 0.1)).hasValues(1.1);
        assertThat(Arithmetic.mul(x, 0.1)).hasValues(0.1);
        assertThat(Arithmetic.div(x, 0.1)).hasValues(10);
    }

    @Test
    void integersBecomeFloat64BesideADouble() {
        Tensor x = Tensor.of(new long[] {1, 2}, 2);
        assertThat(Arithmetic.mul(x, 0.5)).hasDType(DType.FLOAT64).hasValues(0.5, 1);
        assertThat(Arithmetic.add(x, 0.5)).hasDType(DType.FLOAT64).hasValues(1.5, 2.5);
    }

    @Test
    void integersStayIntegers() {
        long large = (1L << 53) + 1;
        Tensor x = Tensor.of(new long[] {1, large}, 2);
        Tensor doubled = Arithmetic.add(x, x);
        assertThat(doubled).hasDType(DType.INT64).hasShape(2);
        assertThat(doubled.toLongArray()).containsExactly(2, 2 * large);
        assertThat(Arithmetic.sub(x, Tensor.of(new long[] {large})).toLongArray())
                .containsExactly(1 - large, 0);
        Tensor grid = Arithmetic.addScaled(x, Tensor.of(new long[] {10, 20}, 2, 1), -3);
        assertThat(grid).hasDType(DType.INT64).hasShape(2, 2);
        assertThat(grid.toLongArray()).containsExactly(-29, large - 30, -59, large - 60);
        Tensor bytes = Tensor.of(new long[] {1, 2}, 2).to(DType.UINT8);
        assertThat(Arithmetic.add(bytes, bytes)).hasDType(DType.UINT8).hasValues(2, 4);
        assertThat(Arithmetic.add(bytes, x)).hasDType(DType.INT64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arithmetic.addScaled(x, x, 0.5))
                .withMessageContaining("0.5");
    }

    @Test
    void integersAndFloatsBecomeFloats() {
        Tensor x = Tensor.of(new long[] {1, 2}, 2);
        Tensor y = Tensor.of(new float[] {0.5f, 0.25f}, 2);
        assertThat(Arithmetic.addScaled(x, y, 2)).hasDType(DType.FLOAT32).hasValues(2, 2.5);
        assertThat(Arithmetic.sub(y, x)).hasDType(DType.FLOAT32).hasValues(-0.5, -1.75);
    }

    @Test
    void addInPlaceIsSeenByEveryTensorThatSharesTheElements() {
        Tensor base = matrix();
        Tensor column = Shapes.narrow(base, 1, 1, 2);
        Tensor result = Arithmetic.addInPlace(column, Tensor.of(new float[] {100, 200}, 2));
        assertThatObject(result).isSameAs(column);
        assertThat(base).hasValues(1, 102, 203, 4, 105, 206);
    }

    @Test
    void addInPlaceConvertsToTheTarget() {
        Tensor target = matrix().to(DType.FLOAT16);
        Arithmetic.addInPlace(target, Tensor.of(new double[] {0.5}));
        assertThat(target).hasDType(DType.FLOAT16).hasValues(1.5, 2.5, 3.5, 4.5, 5.5, 6.5);
    }

    @Test
    void functionsOfOneVariable() {
        check(Arithmetic::neg, x -> -x);
        check(Arithmetic::exp, Math::exp);
        check(Arithmetic::log, Math::log);
        check(Arithmetic::sqrt, Math::sqrt);
        check(Arithmetic::sin, Math::sin);
        check(Arithmetic::cos, Math::cos);
        check(Arithmetic::square, x -> x * x);
        check(x -> Arithmetic.abs(Arithmetic.sub(x, 1.5)), x -> Math.abs(x - 1.5));
        check(x -> Arithmetic.pow(x, -1.5), x -> Math.pow(x, -1.5));
    }

    @Test
    void gradientsReachBothOperands() {
        Tensor other = Tensor.of(new double[] {0.3, -2, 1.7}, 3);
        Gradients.check(Gradients.wave(6), new long[] {2, 3}, x -> Arithmetic.mul(Arithmetic.sub(x, other), x));
        Gradients.check(Gradients.wave(3), new long[] {3}, x -> Arithmetic.div(other, Arithmetic.add(x, 3)));
        Gradients.check(
                Gradients.wave(3), new long[] {3}, x -> Arithmetic.addScaled(other, Arithmetic.mul(x, x), -0.7));
    }

    @Test
    void clampKeepsNaNAndTakesInfiniteLimits() {
        Tensor x = Tensor.of(new double[] {-5, 0.5, 7, Double.NaN}, 4);
        double inf = Double.POSITIVE_INFINITY;
        assertThat(Arithmetic.clamp(x, -1, inf)).hasValues(-1, 0.5, 7, Double.NaN);
        assertThat(Arithmetic.clamp(x, -inf, 1)).hasValues(-5, 0.5, 1, Double.NaN);
        assertThat(Arithmetic.clamp(x, -inf, inf)).hasValues(-5, 0.5, 7, Double.NaN);
        Gradients.check(new double[] {-2, 0.3, 2}, new long[] {3}, t -> Arithmetic.clamp(t, -1, 1));
    }

    @Test
    void clampOfIntegersTakesInfiniteLimits() {
        Tensor x = Tensor.of(new long[] {-5, 0, 7}, 3);
        double inf = Double.POSITIVE_INFINITY;
        assertThat(Arithmetic.clamp(x, 0, inf)).hasDType(DType.INT64).hasValues(0, 0, 7);
        assertThat(Arithmetic.clamp(x, -inf, 0)).hasDType(DType.INT64).hasValues(-5, 0, 0);
        assertThat(Arithmetic.clamp(x, -inf, inf)).hasDType(DType.INT64).hasValues(-5, 0, 7);
    }

    @Test
    void lerpGoesFromTheFirstToTheSecond() {
        Tensor weight = Tensor.of(new float[] {0.25f}, 1);
        assertThat(Arithmetic.lerp(matrix(), row(), weight)).hasValues(3.25, 6.5, 12.25, 5.5, 8.75, 14.5);
        Gradients.check(POSITIVE, new long[] {5}, x -> Arithmetic.lerp(x, Arithmetic.square(x), Arithmetic.sin(x)));
    }

    @Test
    void maximumAndMinimumBroadcast() {
        Tensor limit = Tensor.of(new float[] {2, 3, 4}, 3);
        assertThat(Arithmetic.maximum(matrix(), limit)).hasValues(2, 3, 4, 4, 5, 6);
        assertThat(Arithmetic.minimum(matrix(), limit)).hasValues(1, 2, 3, 2, 3, 4);
    }
}
