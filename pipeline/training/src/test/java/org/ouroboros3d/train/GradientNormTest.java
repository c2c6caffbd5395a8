package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class GradientNormTest {
    /** From one gradient at a time to all at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 40, 100, 1_000_000})
    void isTheRootOfTheSumOfAllSquaresHoweverTheyAreGrouped(long group) {
        try (TensorScope scope = TensorScope.open()) {
            HostNoise noise = new HostNoise(4);
            List<Tensor> gradients = List.of(
                    noise.normal(0, 7, 5),
                    noise.normal(1),
                    Shapes.transpose(noise.normal(2, 3, 4), 0, 1),
                    noise.normal(3, 50_000));
            double squares = 0;
            for (Tensor gradient : gradients) {
                for (double value : gradient.toDoubleArray()) {
                    squares += value * value;
                }
            }
            double[] before = gradients.getFirst().toDoubleArray();
            double norm = Math.sqrt(squares);
            assertThat(GradientNorm.of(gradients, group)).isCloseTo(norm, within(1e-7 * norm));
            assertThat(gradients.getFirst().toDoubleArray()).isEqualTo(before);
        }
    }

    @Test
    void aLongSumKeepsItsDigits() {
        try (TensorScope scope = TensorScope.open()) {
            // 0.1 as a float32, whose square a running sum in single precision would round away from.
            Tensor gradient = Creation.full(0.1, DType.FLOAT32, Device.CPU, 10_000_000);
            double norm = 0.1f * Math.sqrt(10_000_000);
            assertThat(GradientNorm.of(List.of(gradient))).isCloseTo(norm, within(1e-6 * norm));
        }
    }
}
