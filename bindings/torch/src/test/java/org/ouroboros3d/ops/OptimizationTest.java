package org.ouroboros3d.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class OptimizationTest {
    private static final Optimization.AdamWConstants CONSTANTS =
            new Optimization.AdamWConstants(0.1, 0.9, 0.99, 0.01, 1e-8);

    /** The lists of one step: two tensors each, [2, 3] and [4]. */
    private static final class Lists {
        final List<Tensor> parameters = pair();
        final List<Tensor> gradients = pair();
        final List<Tensor> expAvgs = pair();
        final List<Tensor> expAvgSqs = pair();
        final List<Tensor> steps = new ArrayList<>(List.of(scalar(1), scalar(1)));

        void step() {
            Optimization.fusedAdamW(parameters, gradients, expAvgs, expAvgSqs, steps, CONSTANTS);
        }

        /** The list that a message calls {@code name}. */
        List<Tensor> named(String name) {
            return switch (name) {
                case "parameters" -> parameters;
                case "gradients" -> gradients;
                case "expAvgs" -> expAvgs;
                case "expAvgSqs" -> expAvgSqs;
                default -> steps;
            };
        }
    }

    private static List<Tensor> pair() {
        return new ArrayList<>(List.of(Creation.ones(2, 3), Creation.ones(4)));
    }

    private static Tensor scalar(double value) {
        return Creation.scalar(value, DType.FLOAT32, Device.CPU);
    }

    @Test
    void tensorsOfEveryDenseOrderTakeTheSameStep() {
        Tensor values = wave(2, 3, 4, 5);
        Tensor slopes = wave(2, 3, 4, 5);
        List<Tensor> results = new ArrayList<>();
        for (int[] order : List.of(new int[] {0, 1, 2, 3}, new int[] {0, 2, 3, 1}, new int[] {3, 1, 0, 2})) {
            Tensor parameter = inOrder(values, order);
            Tensor mean = inOrder(Creation.zerosLike(values), order);
            Tensor square = inOrder(Creation.zerosLike(values), order);
            Optimization.fusedAdamW(
                    List.of(parameter),
                    List.of(inOrder(slopes, order)),
                    List.of(mean),
                    List.of(square),
                    List.of(scalar(1)),
                    CONSTANTS);
            results.add(parameter);
        }
        assertThat(results.get(0).toFloatArray()).isNotEqualTo(values.toFloatArray());
        assertThat(results.get(1).toFloatArray()).containsExactly(results.get(0).toFloatArray());
        assertThat(results.get(2).toFloatArray()).containsExactly(results.get(0).toFloatArray());
    }

    /** The same elements, in memory by the dimensions {@code order}. */
    private static Tensor inOrder(Tensor x, int... order) {
        int[] back = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            back[order[i]] = i;
        }
        return Shapes.permute(Shapes.clone(Shapes.permute(x, order)), back);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradients", "expAvgs", "expAvgSqs"})
    void aTensorThatDiffersFromItsParameterIsNamed(String list) {
        Lists sizes = new Lists();
        sizes.named(list).set(1, Creation.ones(3));
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(sizes::step)
                .withMessageContaining(list + "[1] must be [4] like parameters[1], not [3]");

        Lists large = new Lists();
        large.parameters.set(0, Creation.ones(1000, 1000));
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(large::step)
                .withMessageContaining("gradients[0] must be [1000, 1000]");

        Lists expanded = new Lists();
        expanded.named(list).set(1, Shapes.expand(Creation.ones(1), 4));
        assertThatIllegalArgumentException()
                .isThrownBy(expanded::step)
                .withMessageContaining(list + "[1] must have the strides [1] of parameters[1], not [0]");

        Lists turned = new Lists();
        turned.named(list).set(0, Shapes.transpose(Creation.ones(3, 2), 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(turned::step)
                .withMessageContaining(list + "[0] must have the strides [3, 1]");

        Lists types = new Lists();
        types.named(list).set(0, Creation.ones(2, 3).to(DType.FLOAT64));
        assertThatIllegalArgumentException()
                .isThrownBy(types::step)
                .withMessageContaining(list + "[0] must be FLOAT32 on cpu");

        Lists few = new Lists();
        few.named(list).removeLast();
        assertThatIllegalArgumentException()
                .isThrownBy(few::step)
                .withMessageContaining(list + " must have one tensor for each of the 2 of parameters, not 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters", "gradients", "expAvgs", "expAvgSqs", "steps"})
    void aClosedTensorIsNamed(String list) {
        Lists closed = new Lists();
        closed.named(list).get(1).close();
        assertThatIllegalArgumentException().isThrownBy(closed::step).withMessageContaining(list + "[1] was closed");
    }

    @Test
    void aParameterWithGapsOrRepetitionsIsRefusedAndItsNeighborsStay() {
        Tensor whole = Creation.ones(4, 2);
        Lists gaps = new Lists();
        gaps.parameters.set(1, Shapes.select(whole, 1, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(gaps::step)
                .withMessageContaining("parameters[1] must fill its memory without gaps")
                .withMessageContaining("strides [2]");
        assertThat(whole.toFloatArray()).containsOnly(1);

        Lists repeated = new Lists();
        repeated.parameters.set(0, Shapes.expand(Creation.ones(1, 3), 2, 3));
        assertThatIllegalArgumentException().isThrownBy(repeated::step).withMessageContaining("parameters[0]");
    }

    @Test
    void stepsAreFloat32Scalars() {
        Lists shaped = new Lists();
        shaped.steps.set(0, Creation.ones(2));
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(shaped::step)
                .withMessageContaining("steps[0] must be a scalar []");
        Lists typed = new Lists();
        typed.steps.set(1, Tensor.scalar(1));
        assertThatIllegalArgumentException().isThrownBy(typed::step).withMessageContaining("steps[1] must be FLOAT32");
        Lists few = new Lists();
        few.steps.removeFirst();
        assertThatIllegalArgumentException().isThrownBy(few::step).withMessageContaining("steps must have one");
    }

    @Test
    void parametersAreOfOneType() {
        Lists mixed = new Lists();
        for (String list : List.of("parameters", "gradients", "expAvgs", "expAvgSqs")) {
            mixed.named(list).set(1, Creation.ones(4).to(DType.FLOAT64));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(mixed::step)
                .withMessageContaining("parameters[1] must be FLOAT32 on cpu to go with parameters[0]");
    }

    @Test
    void averagesInReadOnlyMemoryAreNotWritten() {
        try (Arena arena = Arena.ofConfined()) {
            Lists lists = new Lists();
            Tensor mapped = Tensor.wrap(
                    arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 1, 1, 1).asReadOnly(), DType.FLOAT32, 4);
            lists.expAvgSqs.set(1, mapped);
            assertThatIllegalStateException().isThrownBy(lists::step).withMessageContaining("read-only");
            mapped.close();
        }
    }

    @Test
    void listsChangeBitForBitAsTheirTensorsWouldOneByOne() {
        List<Tensor> xs = List.of(wave(7, 11), wave(300), Shapes.transpose(wave(5, 3), 0, 1));
        List<Tensor> ends =
                List.of(Arithmetic.exp(wave(7, 11)), Arithmetic.exp(wave(300)), Shapes.transpose(wave(5, 3), 0, 1));
        Operator lerp = Operator.of("aten::lerp_", "Tensor");
        Operator mul = Operator.of("aten::mul_", "Tensor");
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor copy = Shapes.clone(xs.get(i));
            for (double weight : new double[] {0.001, 0.8}) {
                lerp.apply(copy, ends.get(i), scalar(weight));
            }
            mul.apply(copy, scalar(0.3));
            expected.add(copy.toFloatArray());
        }
        Optimization.lerp(xs, ends, 0.001);
        Optimization.lerp(xs, ends, 0.8);
        Optimization.scale(xs, 0.3);
        for (int i = 0; i < xs.size(); i++) {
            assertThat(xs.get(i).toFloatArray()).containsExactly(expected.get(i));
        }
        Optimization.zero(xs);
        xs.forEach(x -> assertThat(x.toFloatArray()).containsOnly(0));
    }

    @Test
    void countsGrowByOne() {
        List<Tensor> counts = List.of(scalar(0), scalar(41));
        Optimization.increment(counts);
        assertThat(counts.get(0).item()).isEqualTo(1);
        assertThat(counts.get(1).item()).isEqualTo(42);
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Optimization.increment(List.of(scalar(0), Creation.zeros(2))))
                .withMessageContaining("counts[1]");
    }

    @Test
    void whatListOperatorsCannotTakeIsNamed() {
        Tensor closed = Creation.ones(4);
        closed.close();
        List<Tensor> xs = List.of(Creation.ones(4), closed);
        List<Tensor> open = List.of(Creation.ones(4), Creation.ones(4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimization.zero(xs))
                .withMessageContaining("xs[1] was closed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimization.scale(xs, 2))
                .withMessageContaining("xs[1] was closed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimization.lerp(open, xs, 0.5))
                .withMessageContaining("ends[1] was closed");
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Optimization.lerp(open, List.of(open.get(0), Creation.ones(5)), 0.5))
                .withMessageContaining("ends[1] must be [4] like xs[1], not [5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Optimization.zero(List.of()))
                .withMessageContaining("xs is empty");
    }

    private static Tensor wave(long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        return Tensor.of(Gradients.wave(count), shape).to(DType.FLOAT32);
    }
}
