package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class AlphaBlenderTest {
    /** The logit of 3/4. */
    private static final float THREE_QUARTERS = (float) Math.log(3);

    @Test
    void theLearnedNumberWeighsTheChosenBranch() {
        assertThat(blend(AlphaBlender.Weighs.SPATIAL)).isEqualTo(0.75f * 8 + 0.25f * 4, within(1e-6f));
        assertThat(blend(AlphaBlender.Weighs.TEMPORAL)).isEqualTo(0.25f * 8 + 0.75f * 4, within(1e-6f));
    }

    private static float blend(AlphaBlender.Weighs weighs) {
        try (TensorScope scope = TensorScope.open()) {
            GivenWeights given = new GivenWeights().filled("mix_factor", THREE_QUARTERS, 1);
            Tensor spatial = Tensor.of(new float[] {8}, 1);
            Tensor temporal = Tensor.of(new float[] {4}, 1);
            return new AlphaBlender(given.weights(), weighs)
                    .forward(spatial, temporal)
                    .item();
        }
    }
}
