package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.diffusion.EdmPreconditioning;

class LossWeightsTest {
    @ParameterizedTest
    @CsvSource({"0.002, 5", "0.1, 5", "0.5, 5", "1, 2", "2, 1.25", "10, 1.01", "100, 1.0001"})
    void weightsAreEdmsUpToTheCut(double sigma, double weight) {
        assertThat(new LossWeights(5).at(new EdmPreconditioning(sigma))).isCloseTo(weight, within(1e-12));
    }

    @Test
    void withoutACutTheyAreEdms() {
        assertThat(LossWeights.EDM.at(new EdmPreconditioning(0.01))).isCloseTo(10_001, within(1e-6));
        assertThatThrownBy(() -> new LossWeights(0.5)).hasMessageContaining("0.5");
        assertThatThrownBy(() -> new LossWeights(Double.NaN)).hasMessageContaining("NaN");
    }
}
