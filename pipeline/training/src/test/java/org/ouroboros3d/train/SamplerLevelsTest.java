package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.diffusion.SchedulerConfig;

class SamplerLevelsTest {
    private static final double MAX = 100;
    private static final double MIN = 0.002;

    private static SamplerLevels levels() {
        return new SamplerLevels(new SchedulerConfig(MIN, MAX, SchedulerConfig.TimestepSpacing.LEADING));
    }

    /** Level {@code index} of {@code steps} (Karras et al. 2022, equation 5, rho 7). */
    private static double karras(int steps, int index) {
        double max = Math.pow(MAX, 1.0 / 7);
        double min = Math.pow(MIN, 1.0 / 7);
        return Math.pow(max + (double) index / (steps - 1) * (min - max), 7);
    }

    @Test
    void levelsStayInTheSchedulersRangeAndTakeItsEnds() {
        List<Double> drawn = levels().draw(new HostNoise(1), 3, 20_000);
        assertThat(Collections.max(drawn)).isCloseTo(MAX, within(1e-4));
        assertThat(Collections.min(drawn)).isCloseTo(MIN, within(1e-8));
        // Four of the twenty-nine intervals lie between equal levels at each end.
        assertThat(drawn.stream().filter(sigma -> sigma == (float) MAX).count() / 20_000.0)
                .isCloseTo(4.0 / 29, within(0.01));
    }

    @Test
    void aLevelLiesBetweenNeighborsOfTheUnion() {
        // From the top: five times the highest level, then the second ones of 8, 7, 6 and 5 steps.
        double[] union = {MAX, MAX, MAX, MAX, MAX, karras(8, 1), karras(7, 1), karras(6, 1), karras(5, 1)};
        for (int i = 0; i < union.length; i++) {
            assertThat(levels().sigma(1 - (i + 1e-9) / 29.0)).isCloseTo(union[i], within(1e-4));
        }
        assertThat(levels().sigma(1 - 4.5 / 29)).isCloseTo(Math.sqrt(MAX * karras(8, 1)), within(1e-4));
    }

    @Test
    void levelsRiseWithTheNumber() {
        double last = 0;
        for (int i = 0; i < 1000; i++) {
            double sigma = levels().sigma((i + 0.5) / 1000);
            assertThat(sigma).isGreaterThanOrEqualTo(last).isPositive();
            last = sigma;
        }
    }
}
