package org.ouroboros3d.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class TimestepsTest {
    @Test
    void cosinesComeBeforeSinesAndFrequenciesFallFromOne() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor embedding = new Timesteps(4).forward(Device.CPU, 0, 2);
            float[] values = embedding.toFloatArray();
            assertThat(embedding.shape()).containsExactly(2, 4);
            assertThat(values).startsWith(1, 1, 0, 0);
            // Two frequencies: 1 and 10000^(-1/2) = 0.01.
            double[] expected = {Math.cos(2), Math.cos(0.02), Math.sin(2), Math.sin(0.02)};
            for (int i = 0; i < 4; i++) {
                assertThat((double) values[4 + i]).isEqualTo(expected[i], within(1e-6));
            }
        }
    }

    @Test
    void anOddWidthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Timesteps(5)).withMessageContaining("5");
    }
}
