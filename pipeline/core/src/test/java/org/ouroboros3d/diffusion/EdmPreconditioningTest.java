package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdmPreconditioningTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.7, 1, 15, 700})
    void trueVRecoversCleanLatents(double sigma) {
        EdmPreconditioning factors = new EdmPreconditioning(sigma);
        double clean = 0.8;
        double noise = -1.3;
        double noisy = clean + sigma * noise;
        // v of the variance-preserving view: alpha * noise - s * clean with alpha = cIn and s = sigma * cIn.
        double v = factors.cIn() * noise - sigma * factors.cIn() * clean;
        assertThat(factors.cSkip() * noisy + factors.cOut() * v).isCloseTo(clean, within(1e-9));
        assertThat(4 * factors.cNoise()).isCloseTo(Math.log(sigma), within(1e-12));
        assertThat(factors.lossWeight() * factors.cOut() * factors.cOut()).isCloseTo(1, within(1e-12));
    }

    @Test
    void refusesNoNoise() {
        assertThatThrownBy(() -> new EdmPreconditioning(0)).hasMessageContaining("sigma must be positive");
    }
}
