package org.ouroboros3d.serve;

import java.time.Duration;

/**
 * How long predictions that have ended are kept.
 *
 * @param time after their end
 * @param bytes of all results together, beyond which the oldest are dropped earlier
 */
public record Retention(Duration time, long bytes) {
    /** Fifteen minutes and 512 MiB. */
    public static final Retention DEFAULT = new Retention(Duration.ofMinutes(15), 512L << 20);

    /** Checks the ranges. */
    public Retention {
        if (!time.isPositive() || bytes < 1) {
            throw new IllegalArgumentException(
                    "results are kept for a positive time and number of bytes, not " + time + " and " + bytes);
        }
    }
}
