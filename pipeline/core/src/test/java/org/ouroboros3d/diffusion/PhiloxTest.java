package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The known answers that Random123, the authors' implementation, is distributed with. */
class PhiloxTest {
    @Test
    void zeroCounterAndKey() {
        assertThat(generate(0, 0, 0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    }

    @Test
    void allBitsSet() {
        assertThat(generate(-1, -1, -1, -1, -1L)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    }

    @Test
    void digitsOfPi() {
        long key = 0x299f31d0_a4093822L;
        assertThat(generate(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, key))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] generate(int a, int b, int c, int d, long key) {
        int[] words = {a, b, c, d};
        Philox.generate(words, key);
        return words;
    }
}
