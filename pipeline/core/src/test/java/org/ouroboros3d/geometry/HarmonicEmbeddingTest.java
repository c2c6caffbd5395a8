package org.ouroboros3d.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class HarmonicEmbeddingTest {
    @Test
    void sinesThenCosinesThenCoordinates() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor embedding = HarmonicEmbedding.of(Tensor.of(new float[] {0.3f, -0.7f}, 1, 2));
            assertThat(embedding.shape()).containsExactly(1, HarmonicEmbedding.outputChannels(2));
            float[] values = embedding.toFloatArray();
            assertThat(values).hasSize(26);
            assertThat(values[1]).isCloseTo((float) Math.sin(0.6), within(1e-6f));
            assertThat(values[6]).isCloseTo((float) Math.sin(-0.7), within(1e-6f));
            assertThat(values[11]).isCloseTo((float) Math.sin(-0.7 * 32), within(1e-5f));
            assertThat(values[12]).isCloseTo((float) Math.cos(0.3), within(1e-6f));
            assertThat(values[24]).isEqualTo(0.3f);
            assertThat(values[25]).isEqualTo(-0.7f);
        }
    }
}
