package org.ouroboros3d.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ComparisonTest {
    @Test
    void measuresRelativeAndAbsoluteError() {
        Comparison comparison = compare(new double[] {3, 4.5}, 3, 4);
        assertThat(comparison.relative()).isCloseTo(0.1, Offset.offset(1e-12));
        assertThat(comparison.maxAbs()).isEqualTo(0.5);
        assertThat(comparison.passed()).isFalse();
        assertThat(compare(new double[] {3, 4 + 1e-6}, 3, 4).passed()).isTrue();
    }

    @Test
    void nothingThatIsNotANumberPasses() {
        assertThat(compare(new double[] {Double.NaN, 4}, 3, 4).passed()).isFalse();
        assertThat(compare(new double[] {3, 4}, Double.NaN, 4).passed()).isFalse();
        assertThat(compare(new double[] {Double.POSITIVE_INFINITY, 4}, Double.POSITIVE_INFINITY, 4)
                        .passed())
                .isFalse();
    }

    @Test
    void aZeroReferenceIsComparedAbsolutely() {
        assertThat(compare(new double[] {0, 0}, 0, 0).passed()).isTrue();
        assertThat(compare(new double[] {0, 1e-3}, 0, 0).passed()).isFalse();
    }

    @Test
    void differentShapesFail() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor row = Tensor.of(new float[2], 1, 2);
            Tensor column = Tensor.of(new float[2], 2, 1);
            Comparison comparison = Comparison.of("x", row, column);
            assertThat(comparison.passed()).isFalse();
            assertThat(comparison.toString()).contains("FAIL x", "shape [1, 2], expected [2, 1]");
        }
    }

    private static Comparison compare(double[] actual, double... expected) {
        return Comparison.of("x", actual, expected, Comparison.USUAL_TOLERANCE, Measure.RELATIVE_L2, "");
    }
}
