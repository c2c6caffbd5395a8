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
