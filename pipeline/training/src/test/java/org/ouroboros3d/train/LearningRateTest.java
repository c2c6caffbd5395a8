package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {
    @Test
    void growsOverTheWarmUpAndStays() {
        LearningRate rate = new LearningRate(2, 4, 10, LearningRate.Decay.CONSTANT);
        assertThat(rate.at(0)).isEqualTo(0.5);
        assertThat(rate.at(3)).isEqualTo(2);
        assertThat(rate.at(100)).isEqualTo(2);
    }

    @Test
    void fallsToATenthAlongACosine() {
        LearningRate rate = new LearningRate(2, 0, 10, LearningRate.Decay.COSINE);
        assertThat(rate.at(0)).isEqualTo(2);
        assertThat(rate.at(5)).isCloseTo(1.1, within(1e-12));
        assertThat(rate.at(10)).isCloseTo(0.2, within(1e-12));
        assertThat(rate.at(50)).isEqualTo(rate.at(10));
    }

    @Test
    void needsAPeakAndAStep() {
        assertThatThrownBy(() -> new LearningRate(0, 0, 1, LearningRate.Decay.CONSTANT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LearningRate(1, 0, 0, LearningRate.Decay.CONSTANT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
