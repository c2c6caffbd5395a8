package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HostNoiseTest {
    @Test
    void valuesAreFixedForever() {
        // Philox makes 6627e8d5 e169c58d bc57ac4c 9b00dbd8 of counter 0 and key 0; the rest was computed independently.
        assertThat(new HostNoise(0).normals(0, 4))
                .containsExactly(0x1.fb7666p-1f, -0x1.d96d6p-1f, -0x1.3c373ep-1f, -0x1.eda364p-2f);
    }

    @Test
    void shorterDrawsArePrefixesOfLongerOnes() {
        HostNoise noise = new HostNoise(42);
        assertThat(noise.normals(3, 7)).containsExactly(Arrays.copyOf(noise.normals(3, 1000), 7));
    }

    @Test
    void streamsAndSeedsDiffer() {
        float[] base = new HostNoise(1).normals(0, 16);
        assertThat(new HostNoise(1).normals(1, 16)).isNotEqualTo(base);
        assertThat(new HostNoise(2).normals(0, 16)).isNotEqualTo(base);
        assertThat(new HostNoise(1L << 32 | 1).normals(0, 16)).isNotEqualTo(base);
        assertThat(new HostNoise(1).normals(1L << 32, 16)).isNotEqualTo(base);
    }

    @Test
    void momentsAreThoseOfAStandardNormal() {
        int count = 400_000;
        float[] values = new HostNoise(2024).normals(5, count);
        double mean = 0;
        double square = 0;
        double cube = 0;
        double fourth = 0;
        double neighbours = 0;
        for (int i = 0; i < count; i++) {
            double x = values[i];
            mean += x / count;
            square += x * x / count;
            cube += x * x * x / count;
            fourth += x * x * x * x / count;
            neighbours += x * values[(i + 1) % count] / count;
        }
        // Five standard errors each: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n), sqrt(1/n).
        double unit = 5 / Math.sqrt(count);
        assertThat(mean).isCloseTo(0, within(unit));
        assertThat(square).isCloseTo(1, within(Math.sqrt(2) * unit));
        assertThat(cube).isCloseTo(0, within(Math.sqrt(15) * unit));
        assertThat(fourth).isCloseTo(3, within(Math.sqrt(96) * unit));
        assertThat(neighbours).isCloseTo(0, within(unit));
    }
}
