package org.ouroboros3d.bench;

import java.util.Arrays;

/**
 * How long repeated runs of one thing took.
 *
 * @param median milliseconds; of an even number of runs the mean of the middle two
 * @param min milliseconds
 * @param max milliseconds
 */
public record Timing(double median, double min, double max) {
    private static final double MILLIS_PER_NANO = 1e-6;

    /**
     * {@return the summary of runs}
     *
     * @param nanos that each took, at least one
     */
    static Timing ofNanos(long... nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("a timing needs at least one run");
        }
        double[] sorted = Arrays.stream(nanos)
                .sorted()
                .mapToDouble(value -> value * MILLIS_PER_NANO)
                .toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Timing(median, sorted[0], sorted[sorted.length - 1]);
    }
}
