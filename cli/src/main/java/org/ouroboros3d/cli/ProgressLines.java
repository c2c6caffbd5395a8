package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** A line for every stage and for the steps of the slow ones: for logs and pipes. */
final class ProgressLines implements Progress {
    /** Between two steps that are told, except the first and the last. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final PrintWriter err;
    private final LongSupplier clock;
    private final TimeLeft timeLeft;
    private String stage = "";
    private long lastLine;

    ProgressLines(PrintWriter err, LongSupplier clock) {
        this.err = err;
        this.clock = clock;
        this.timeLeft = new TimeLeft(clock);
    }

    @Override
    public void stage(String name) {
        stage = name;
        write(name);
    }

    @Override
    public void step(String name, int done, int total, String detail) {
        boolean begins = !name.equals(stage) || done == 0;
        if (begins) {
            stage = name;
            timeLeft.begin(done);
        }
        if (begins || done == total || clock.getAsLong() - lastLine >= PAUSE_NANOS) {
            String left = timeLeft.text(done, total);
            write(name + " " + done + "/" + total + (left.isEmpty() ? "" : ", " + left)
                    + (detail.isEmpty() ? "" : ", " + detail));
        }
    }

    @Override
    public void notice(String text) {
        err.println(text);
        err.flush();
    }

    private void write(String line) {
        lastLine = clock.getAsLong();
        err.println(line);
        err.flush();
    }

    @Override
    public void close() {
        // Lines stay where they are.
    }
}
