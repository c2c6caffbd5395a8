package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class GuidedInputTest {
    @Test
    void imageFollowsTheLatentsInEveryViewOfTheConditionalBranchOnly() {
        try (TensorScope scope = TensorScope.open()) {
            GuidedInput input = GuidedInput.of(Tensor.of(new float[] {9}, 1, 1, 1, 1), 2);
            Tensor both = input.with(Tensor.of(new float[] {1, 2}, 1, 2, 1, 1, 1));
            assertThat(both.shape()).containsExactly(2, 2, 2, 1, 1);
            assertThat(both.toFloatArray()).containsExactly(1, 0, 2, 0, 1, 9, 2, 9);
        }
    }
}
