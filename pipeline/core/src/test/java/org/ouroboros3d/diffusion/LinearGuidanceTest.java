package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class LinearGuidanceTest {
    @Test
    void guidesEachViewByItsScale() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor scales = LinearGuidance.official().scales(3, Device.CPU);
            assertThat(scales.shape()).containsExactly(1, 3, 1, 1, 1);
            Tensor prediction = Tensor.of(new float[] {1, 1, 1, 2, 3, 5}, 2, 3, 1, 1, 1);
            Tensor guided = LinearGuidance.combine(prediction, scales);
            assertThat(guided.shape()).containsExactly(1, 3, 1, 1, 1);
            assertThat(guided.toFloatArray()).containsExactly(2, 5, 13);
        }
    }

    @Test
    void putsTheUnconditionalBranchFirst() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor shared = Tensor.of(new float[] {7, 8}, 1, 2);
            assertThat(LinearGuidance.withUnconditional(shared).toFloatArray()).containsExactly(0, 0, 7, 8);
            assertThat(LinearGuidance.forBothBranches(shared).toFloatArray()).containsExactly(7, 8, 7, 8);
        }
    }

    @Test
    void needsBothBranchesWhereItPushes() {
        assertThat(needed(LinearGuidance.official(), 4)).containsExactly(true, true, true, true);
        assertThat(needed(new LinearGuidance(1, 1), 4)).containsOnly(false);
        assertThat(needed(new LinearGuidance(1, 0.5), 4)).containsOnly(true);
        assertThat(needed(LinearGuidance.official().during(0.2, 0.8), 5))
                .containsExactly(false, true, true, true, false);
        assertThat(needed(LinearGuidance.official().during(0.3, 0.5), 4)).containsExactly(false, true, false, false);
        assertThat(needed(LinearGuidance.official().during(0.5, 0.5), 4)).containsOnly(false);
    }

    private static boolean[] needed(LinearGuidance guidance, int steps) {
        boolean[] needed = new boolean[steps];
        for (int i = 0; i < steps; i++) {
            needed[i] = guidance.needsBothBranches(i, steps);
        }
        return needed;
    }

    @Test
    void refusesScalesAndSharesOutOfRange() {
        LinearGuidance official = LinearGuidance.official();
        assertThatThrownBy(() -> new LinearGuidance(1, Double.NaN)).hasMessageContaining("between -100 and 100");
        assertThatThrownBy(() -> official.during(-0.1, 1)).hasMessageContaining("shares of the steps");
        assertThatThrownBy(() -> official.during(0, 1.1)).hasMessageContaining("shares of the steps");
        assertThatThrownBy(() -> official.during(0.6, 0.5)).hasMessageContaining("0.6 and 0.5");
        assertThatThrownBy(() -> official.during(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesHalfABatch() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor scales = LinearGuidance.official().scales(1, Device.CPU);
            Tensor prediction = Tensor.of(new float[] {1, 2, 3}, 3, 1, 1, 1, 1);
            assertThatThrownBy(() -> LinearGuidance.combine(prediction, scales))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("batch of 3");
        }
    }
}
