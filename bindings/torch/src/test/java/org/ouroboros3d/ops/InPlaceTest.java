package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class InPlaceTest {
    /** An odd number of elements, so that some are left over after those that are computed side by side. */
    private static final long[] SHAPE = {3, 7, 11};

    private static final int COUNT = 231;

    private record Case(String name, BinaryOperator<Tensor> inPlace, BinaryOperator<Tensor> plain) {}

    private static final List<Case> CASES = List.of(
            unary("silu", InPlace::silu, Activations::silu),
            unary("relu", InPlace::relu, Activations::relu),
            unary("mul by a number", x -> InPlace.mul(x, 0.7), x -> Arithmetic.mul(x, 0.7)),
            new Case("mul", InPlace::mul, Arithmetic::mul),
            new Case("add", InPlace::add, Arithmetic::add),
            new Case(
                    "lerp over its start",
                    (x, y) -> InPlace.lerp(x, y, weight(x), x),
                    (x, y) -> Arithmetic.lerp(x, y, weight(x))),
            new Case(
                    "lerp over its end",
                    (x, y) -> InPlace.lerp(y, x, weight(x), x),
                    (x, y) -> Arithmetic.lerp(y, x, weight(x))));

    private static Case unary(String name, UnaryOperator<Tensor> inPlace, UnaryOperator<Tensor> plain) {
        return new Case(name, (x, y) -> inPlace.apply(x), (x, y) -> plain.apply(x));
    }

    private static Tensor weight(Tensor like) {
        return Tensor.of(new float[] {0.3f}, 1).to(like.dtype());
    }

    private static Tensor first(DType dtype) {
        return Tensor.of(Gradients.wave(COUNT), SHAPE).to(dtype);
    }

    private static Tensor second(DType dtype) {
        return Arithmetic.mul(Tensor.of(Gradients.wave(COUNT), SHAPE), -1 / 3.0).to(dtype);
    }

    @Test
    void resultsTakeTheOperandsPlaceAndAreTheSameBitForBit() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16, DType.FLOAT16}) {
            for (Case each : CASES) {
                double[] expected =
                        each.plain().apply(first(dtype), second(dtype)).toDoubleArray();
                Tensor spent = first(dtype);
                try (GradMode noGrad = GradMode.disabled()) {
                    assertThat(each.inPlace().apply(spent, second(dtype)))
                            .as(each.name())
                            .isSameAs(spent);
                }
                assertThat(spent.dtype()).as(each.name()).isEqualTo(dtype);
                assertThat(spent.toDoubleArray())
                        .as(each.name() + " in " + dtype)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void operandsThatLieInAnotherOrderAreAllowed() {
        for (Case each : CASES) {
            Tensor spent = Shapes.transpose(Shapes.clone(Shapes.transpose(first(DType.FLOAT32), 0, 2)), 0, 2);
            assertThat(spent.isContiguous()).isFalse();
            double[] expected = each.plain()
                    .apply(first(DType.FLOAT32), second(DType.FLOAT32))
                    .toDoubleArray();
            try (GradMode noGrad = GradMode.disabled()) {
                Tensor result = each.inPlace().apply(spent, second(DType.FLOAT32));
                assertThat(result).isSameAs(spent);
                // Elements side by side and elements alone may round differently in an exponential.
                double[] actual = result.toDoubleArray();
                for (int i = 0; i < COUNT; i++) {
                    assertThat(actual[i]).as(each.name()).isCloseTo(expected[i], within(1e-7));
                }
            }
        }
    }

    @Test
    void whatAutogradRecordsIsLeftAlone() {
        for (Case each : CASES) {
            Tensor leaf = first(DType.FLOAT32).requiresGrad(true);
            Tensor spent = Arithmetic.exp(leaf);
            double[] before = spent.toDoubleArray();
            Tensor result = each.inPlace().apply(spent, second(DType.FLOAT32));
            assertThat(result).as(each.name()).isNotSameAs(spent);
            assertThat(spent.toDoubleArray()).as(each.name()).isEqualTo(before);
            Autograd.backward(Reductions.sum(result));
            assertThat(Autograd.gradient(leaf).shape()).isEqualTo(SHAPE);
        }
    }

    @Test
    void anotherTypeOrShapeOfTheResultNeedsANewTensor() {
        try (GradMode noGrad = GradMode.disabled()) {
            Tensor spent = first(DType.BFLOAT16);
            double[] before = spent.toDoubleArray();
            Tensor wider = InPlace.add(spent, second(DType.FLOAT32));
            assertThat(wider.dtype()).isEqualTo(DType.FLOAT32);
            Tensor row = Tensor.of(Gradients.wave(11), 11).to(DType.FLOAT32);
            assertThat(InPlace.add(row, first(DType.FLOAT32)).shape()).isEqualTo(SHAPE);
            assertThat(InPlace.mul(row, first(DType.FLOAT32)).shape()).isEqualTo(SHAPE);
            Tensor same = Tensor.of(Gradients.wave(11), 11).to(DType.FLOAT32);
            assertThat(row.toDoubleArray()).isEqualTo(same.toDoubleArray());
            assertThat(spent.toDoubleArray()).isEqualTo(before);
        }
    }

    @Test
    void stridesOfSinglePixelsAndPicturesAreThoseOfANewTensor() {
        try (GradMode noGrad = GradMode.disabled()) {
            Tensor pixel = Shapes.permute(Tensor.of(Gradients.wave(12), 3, 1, 1, 4), 0, 3, 1, 2);
            assertThat(pixel.isContiguous()).isTrue();
            assertThat(pixel.strides()).containsExactly(4, 1, 4, 4);
            Tensor sum = InPlace.add(pixel, pixel.detach());
            assertThat(sum).isNotSameAs(pixel);
            assertThat(sum.strides()).containsExactly(4, 1, 1, 1);
            Tensor single = Shapes.reshape(Shapes.transpose(Tensor.of(Gradients.wave(12), 1, 6, 2), 1, 2), 1, 2, 2, 3);
            assertThat(single.strides())
                    .as("the first is not that of a new tensor")
                    .containsExactly(2, 1, 6, 2);
            assertThat(InPlace.silu(single).strides()).containsExactly(12, 1, 6, 2);
        }
    }

    @Test
    void readOnlyMemoryIsNotWrittenTo() {
        try (Arena arena = Arena.ofConfined();
                GradMode noGrad = GradMode.disabled()) {
            MemorySegment readOnly =
                    arena.allocate(ValueLayout.JAVA_FLOAT, COUNT).asReadOnly();
            Tensor mapped = Tensor.wrap(readOnly, DType.FLOAT32, SHAPE);
            for (Case each : CASES) {
                assertThatThrownBy(() -> each.inPlace().apply(mapped, second(DType.FLOAT32)))
                        .as(each.name())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("read-only");
            }
        }
    }

    @Test
    void lerpOverwritesItsOperandsOnly() {
        Tensor a = Tensor.of(new float[] {1, 2, 3}, 3);
        Tensor b = Tensor.of(new float[] {3, 4, 5}, 3);
        Tensor other = Tensor.of(new float[] {7}, 1);
        MemorySegment segment = other.segment();
        try (GradMode none = GradMode.disabled()) {
            assertThatThrownBy(() -> InPlace.lerp(a, b, weight(a), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("spent must be a or b");
            // A weight that makes the result larger than the operand: not in its place.
            Tensor tall = InPlace.lerp(a, b, Tensor.of(new float[] {0, 1}, 2, 1), a);
            assertThat(tall.toFloatArray()).containsExactly(1, 2, 3, 3, 4, 5);
        }
        assertThat(segment.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(7);
        assertThat(a.toFloatArray()).containsExactly(1, 2, 3);
    }
}
