package org.ouroboros3d.generate;

import java.time.Duration;

/**
 * The moment after which nobody wants a generation any more. It stops then before its next step, or never starts.
 *
 * <p>Measured by the JVM's own clock, which no change of the time of day moves.
 */
public final class Deadline {
    /** No deadline. */
    public static final Deadline NONE = new Deadline(Long.MAX_VALUE, System.nanoTime());

    private final long nanos;
    private final long start;

    private Deadline(long nanos, long start) {
        this.nanos = nanos;
        this.start = start;
    }

    /**
     * {@return the moment that comes {@code time} after this call}
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public static Deadline after(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a deadline lies in the future, not " + time + " from now");
        }
        // Beyond the range of nanoseconds, 292 years, lies no deadline at all.
        boolean endless = time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0;
        return endless ? NONE : new Deadline(time.toNanos(), System.nanoTime());
    }

    /** {@return whether it has passed} */
    public boolean hasPassed() {
        return remainingNanos() <= 0;
    }

    /** Nanoseconds until it passes; 0 or less once it has. */
    public long remainingNanos() {
        return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanos - (System.nanoTime() - start);
    }
}
