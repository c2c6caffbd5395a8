package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void areMeasuredTimes() {
        long[] hundred =
                LongStream.rangeClosed(1, 100).map(i -> (101 - i) * MILLISECOND).toArray();
        assertThat(Quantiles.ofNanos(hundred)).isEqualTo(new Quantiles(50, 95, 99, 100));
        assertThat(Quantiles.ofNanos(4 * MILLISECOND, 2 * MILLISECOND, 3 * MILLISECOND))
                .isEqualTo(new Quantiles(3, 4, 4, 4));
        assertThat(Quantiles.ofNanos(MILLISECOND)).isEqualTo(new Quantiles(1, 1, 1, 1));
    }

    @Test
    void ofNothingThereAreNone() {
        assertThatIllegalArgumentException().isThrownBy(Quantiles::ofNanos);
    }
}
