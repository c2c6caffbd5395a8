package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class FeedForwardTest {
    @Test
    void theSecondHalfGatesTheFirstThroughTheExactGelu() {
        try (TensorScope scope = TensorScope.open()) {
            // One channel in: four values 2x, then four gates x, then their sum.
            GivenWeights given = new GivenWeights()
                    .with("net.0.proj.weight", new float[] {2, 2, 2, 2, 1, 1, 1, 1}, 8, 1)
                    .filled("net.0.proj.bias", 0, 8)
                    .filled("net.2.weight", 1, 1, 4)
                    .filled("net.2.bias", 0, 1);
            float out = new FeedForward(given.weights(), 1, 1)
                    .forward(Tensor.of(new float[] {1}, 1, 1))
                    .item();
            double phiOfOne = 0.8413447460685429; // the normal distribution up to 1
            assertThat((double) out).isEqualTo(4 * 2 * phiOfOne, within(1e-5));
        }
    }
}
