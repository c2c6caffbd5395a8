package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class NormalizationTest {
    /** Every run of {@code length} values to zero mean and unit variance. */
    private static double[] standardised(double[] values, int length, double eps) {
        double[] out = new double[values.length];
        for (int start = 0; start < values.length; start += length) {
            double mean = 0;
            double variance = 0;
            for (int i = start; i < start + length; i++) {
                mean += values[i] / length;
            }
            for (int i = start; i < start + length; i++) {
                variance += (values[i] - mean) * (values[i] - mean) / length;
            }
            for (int i = start; i < start + length; i++) {
                out[i] = (values[i] - mean) / Math.sqrt(variance + eps);
            }
        }
        return out;
    }

    @Test
    void groupNormTakesStatisticsOverAGroupAndScalesChannels() {
        double[] x = Gradients.wave(2 * 4 * 3);
        double[] weight = {1, 2, 3, 4};
        double[] bias = {0.1, 0.2, 0.3, 0.4};
        double[] expected = standardised(x, 2 * 3, 0.01);
        for (int i = 0; i < expected.length; i++) {
            int channel = i / 3 % 4;
            expected[i] = expected[i] * weight[channel] + bias[channel];
        }
        assertThat(Normalization.groupNorm(Tensor.of(x, 2, 4, 3), 2, Tensor.of(weight, 4), Tensor.of(bias, 4), 0.01))
                .hasShape(2, 4, 3)
                .isCloseTo(1e-12, expected);
    }

    @Test
    void layerNormCoversTheDimensionsOfItsWeight() {
        double[] x = Gradients.wave(2 * 2 * 3);
        double[] weight = {1, 2, 3, 4, 5, 6};
        double[] bias = {6, 5, 4, 3, 2, 1};
        double[] whole = standardised(x, 6, 1e-5);
        double[] rows = standardised(x, 3, 1e-5);
        double[] shifted = new double[12];
        for (int i = 0; i < 12; i++) {
            shifted[i] = whole[i] * weight[i % 6] + bias[i % 6];
            rows[i] *= weight[i % 3];
        }
        Tensor input = Tensor.of(x, 2, 2, 3);
        assertThat(Normalization.layerNorm(input, Tensor.of(weight, 2, 3), Tensor.of(bias, 2, 3), 1e-5))
                .hasShape(2, 2, 3)
                .isCloseTo(1e-12, shifted);
        assertThat(Normalization.layerNorm(input, Tensor.of(new double[] {1, 2, 3}, 3), null, 1e-5))
                .isCloseTo(1e-12, rows);
    }

    @Test
    void normalizeDividesByTheLengthAndKeepsZero() {
        Tensor x = Tensor.of(new double[] {3, 4, 0, 0}, 2, 2);
        assertThat(Normalization.normalize(x, -1, 1e-12)).hasShape(2, 2).isCloseTo(1e-15, 0.6, 0.8, 0, 0);
        assertThat(Normalization.normalize(x, 0, 1e-12)).isCloseTo(1e-15, 1, 1, 0, 0);
        assertThat(Normalization.normalize(x, 1, 10)).isCloseTo(1e-15, 0.3, 0.4, 0, 0);
    }

    @Test
    void gradients() {
        Tensor scale = Tensor.of(new double[] {0.5, -1, 2}, 3);
        long[] shape = {2, 3};
        Gradients.check(Gradients.wave(6), shape, x -> Normalization.layerNorm(x, scale, scale, 1e-5));
        Gradients.check(Gradients.wave(3), new long[] {3}, w -> Normalization.layerNorm(scale, w, w, 1e-5));
        Gradients.check(Gradients.wave(6), shape, x -> Arithmetic.mul(Normalization.normalize(x, 1, 1e-6), scale));
    }
}
