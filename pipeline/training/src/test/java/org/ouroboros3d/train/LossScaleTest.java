package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class LossScaleTest {
    private static final float WEIGHT = 3e-8f;

    /** {@return the gradient of a weight in half precision, whose share of the loss is {@link #WEIGHT}} */
    private static float gradient(double scale) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled()) {
            Tensor weight = Tensor.of(new float[] {1}, 1).requiresGrad(true);
            Tensor product = Arithmetic.mul(weight.to(DType.FLOAT16).to(DType.FLOAT32), WEIGHT);
            StepLosses.differentiated(
                    Map.of(StepLosses.TOTAL, Reductions.sum(product)), scale, GradientCheckpoints.none());
            return Autograd.gradient(weight).toFloatArray()[0];
        }
    }

    @Test
    void smallGradientsSurviveHalfPrecision() {
        assertThat(gradient(1)).as("rounded to a multiple of 2^-24").isNotEqualTo(WEIGHT);
        try (LossScale scale = LossScale.dynamic()) {
            assertThat(gradient(scale.factor()) / scale.factor()).isBetween(WEIGHT * 0.999, WEIGHT * 1.001);
        }
    }

    @Test
    void theFactorIsHalvedByOverflowAndDoubledAfterManySteps() {
        try (LossScale scale = LossScale.dynamic()) {
            assertThat(scale.factor()).isEqualTo(65536);
            assertThat(scale.overflowed()).isTrue();
            assertThat(scale.factor()).isEqualTo(32768);
            for (int i = 1; i < LossScale.GROWTH_INTERVAL; i++) {
                scale.stepped();
            }
            assertThat(scale.factor()).isEqualTo(32768);
            scale.stepped();
            assertThat(scale.factor()).isEqualTo(65536);
            for (int i = 0; i < 16; i++) {
                assertThat(scale.overflowed()).isTrue();
            }
            assertThat(scale.overflowed())
                    .as("the gradients themselves are not finite")
                    .isFalse();
        }
    }

    @Test
    void singlePrecisionIsNeverScaled() {
        try (LossScale scale = LossScale.none()) {
            scale.stepped();
            assertThat(scale.overflowed()).isFalse();
            assertThat(scale.factor()).isEqualTo(1);
        }
    }
}
