package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimingTest {
    @Test
    void summarisesInMilliseconds() {
        assertThat(Timing.ofNanos(3_000_000, 1_000_000, 8_000_000)).isEqualTo(new Timing(3, 1, 8));
        assertThat(Timing.ofNanos(4_000_000, 2_000_000)).isEqualTo(new Timing(3, 2, 4));
        assertThatThrownBy(Timing::ofNanos).isInstanceOf(IllegalArgumentException.class);
    }
}
