package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogNormalTest {
    @Test
    void logarithmsOfNoiseLevelsAreNormal() {
        LogNormal levels = new LogNormal(1.0, 1.6);
        assertThat(Math.log(levels.sigma(0))).isCloseTo(1.0, within(1e-12));
        assertThat(Math.log(levels.sigma(-2))).isCloseTo(1.0 - 3.2, within(1e-12));
        assertThat(new LogNormal(0, 0).sigma(5)).isEqualTo(1);
    }

    @Test
    void aDeviationIsFiniteAndNotNegative() {
        assertThatThrownBy(() -> new LogNormal(0, -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new LogNormal(Double.NaN, 1)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new LogNormal(0, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
    }
}
