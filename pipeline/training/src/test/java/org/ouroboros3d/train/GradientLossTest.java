package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class GradientLossTest {
    private static final int SIZE = 16;

    @Test
    void aStepEdgeCountsOnceInEveryRowOfEveryScale() {
        try (TensorScope scope = TensorScope.open()) {
            // The step lies between pixels 8 and 9, between blocks 4 and 5, and between blocks 2 and 3.
            Tensor edge = edge(SIZE / 2, 0.6f);
            Tensor flat = Creation.zeros(1, 3, SIZE, SIZE);
            double expected = 0.6 * (1.0 / (SIZE - 1) + 1.0 / (SIZE / 2 - 1) + 1.0 / (SIZE / 4 - 1));
            assertThat(loss(edge, flat)).isCloseTo(expected, within(1e-6));
            assertThat(loss(flat, edge)).isCloseTo(expected, within(1e-6));
            assertThat(loss(Shapes.transpose(edge, 2, 3), flat)).isCloseTo(expected, within(1e-6));
        }
    }

    @Test
    void aStepInsideABlockIsSpreadOverTwoPixelsOfASmallerScale() {
        try (TensorScope scope = TensorScope.open()) {
            // Between pixels 9 and 10: a half and a half at the second scale, a quarter and three quarters at the
            // third.
            Tensor edge = edge(SIZE / 2 + 1, 0.6f);
            Tensor flat = Creation.zeros(1, 3, SIZE, SIZE);
            double expected = 0.6 * (1.0 / (SIZE - 1) + 1.0 / (SIZE / 2 - 1) + 1.0 / (SIZE / 4 - 1));
            assertThat(loss(edge, flat)).isCloseTo(expected, within(1e-6));
            // A line that is one pixel wide: two slopes of 0.6, of 0.3 and of 0.15.
            Tensor line = Arithmetic.sub(edge(SIZE / 2, 0.6f), edge);
            double ofLine = 2 * 0.6 * (1.0 / (SIZE - 1) + 0.5 / (SIZE / 2 - 1) + 0.25 / (SIZE / 4 - 1));
            assertThat(loss(line, flat)).isCloseTo(ofLine, within(1e-6));
        }
    }

    @Test
    void equalPicturesAndAnOffsetCostNothing() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor pictures = random(1);
            Tensor targets = random(2);
            assertThat(loss(pictures, pictures)).isZero();
            assertThat(loss(Arithmetic.add(pictures, 0.25), pictures)).isCloseTo(0, within(1e-12));
            assertThat(loss(Arithmetic.add(pictures, 0.25), targets))
                    .isCloseTo(loss(pictures, targets), within(1e-12))
                    .isGreaterThan(1);
        }
    }

    @Test
    void aLastRowWithoutAPartnerIsLeftOutOfSmallerScales() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor last = Creation.zeros(1, 1, 9, 9);
            Shapes.copyInto(Shapes.narrow(last, 2, 8, 1), Creation.ones(1));
            assertThat(loss(last, Creation.zeros(1, 1, 9, 9))).isCloseTo(1.0 / 8, within(1e-6));
        }
    }

    @Test
    void itsGradientIsThatOfCentralDifferences() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor targets = Creation.zeros(1, 1, 9, 8).to(DType.FLOAT64);
            double[] values = new HostNoise(3).normal(0, 72).toDoubleArray();
            Tensor leaf = Tensor.of(values, 1, 1, 9, 8).requiresGrad(true);
            Autograd.backward(GradientLoss.of(leaf, targets));
            double[] gradient = Autograd.gradient(leaf).toDoubleArray();
            double step = 1e-6;
            for (int i = 0; i < values.length; i++) {
                double[] above = values.clone();
                double[] below = values.clone();
                above[i] += step;
                below[i] -= step;
                double difference =
                        (loss(Tensor.of(above, 1, 1, 9, 8), targets) - loss(Tensor.of(below, 1, 1, 9, 8), targets))
                                / (2 * step);
                assertThat(gradient[i]).as("pixel %d", i).isCloseTo(difference, within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 4})
    void smallPicturesHaveNoThreeScales(long size) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor small = Creation.zeros(1, 3, 16, size);
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> GradientLoss.of(small, small))
                    .withMessageContaining("at least 8");
            assertThatExceptionOfType(ShapeException.class)
                    .isThrownBy(() -> GradientLoss.of(random(1), small))
                    .withMessageContaining("[1, 3, 16, " + size + "]");
        }
    }

    /** A picture of {@code height} from column {@code from} on. */
    private static Tensor edge(int from, float height) {
        Tensor edge = Creation.zeros(1, 3, SIZE, SIZE);
        Tensor right = Shapes.narrow(edge, 3, from, SIZE - from);
        Shapes.copyInto(right, Tensor.of(new float[] {height}, 1));
        return edge;
    }

    private static Tensor random(long seed) {
        double[] values = new HostNoise(seed).normal(0, 2L * 3 * SIZE * SIZE).toDoubleArray();
        return Tensor.of(values, 2, 3, SIZE, SIZE);
    }

    /** In double precision where the pictures have it. */
    private static double loss(Tensor pictures, Tensor targets) {
        return GradientLoss.of(pictures, targets).toDoubleArray()[0];
    }
}
