package org.ouroboros3d.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Guesses the time that a counted stage still takes, from the pace so far. */
final class TimeLeft {
    private static final double NANOS = 1e-9;

    private final LongSupplier clock;
    private long began;
    private int first;

    /** @param clock nanoseconds, as {@link System#nanoTime()} */
    TimeLeft(LongSupplier clock) {
        this.clock = clock;
    }

    /** A stage begins with {@code done} of its steps behind it. */
    void begin(int done) {
        began = clock.getAsLong();
        first = done;
    }

    /** {@return e.g. {@code "1:05 left"}; empty as long as there is no pace, and at the end} */
    String text(int done, int total) {
        if (done <= first || done >= total) {
            return "";
        }
        double secondsPerStep = (clock.getAsLong() - began) * NANOS / (done - first);
        long seconds = Math.round(secondsPerStep * (total - done));
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d left", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d left", seconds / 60, seconds % 60);
    }
}
