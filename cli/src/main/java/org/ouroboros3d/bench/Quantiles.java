package org.ouroboros3d.bench;

import java.util.Arrays;

/**
 * How long most, nearly all and all of many requests took, by nearest rank: one of the measured times, of which the given
 * share is no longer.
 *
 * @param p50 milliseconds
 * @param p95 milliseconds
 * @param p99 milliseconds
 * @param max milliseconds
 */
public record Quantiles(double p50, double p95, double p99, double max) {
    private static final double MILLIS_PER_NANO = 1e-6;

    /**
     * {@return the quantiles of some times}
     *
     * @param nanos at least one
     */
    static Quantiles ofNanos(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("quantiles need at least one time");
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Quantiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99), rank(sorted, 100));
    }

    private static double rank(long[] sorted, int percent) {
        int rank = Math.ceilDiv(sorted.length * percent, 100);
        return sorted[rank - 1] * MILLIS_PER_NANO;
    }
}
