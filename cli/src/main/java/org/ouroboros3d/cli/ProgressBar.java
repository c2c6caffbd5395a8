package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line of a terminal, written again at every change and erased at the end. */
final class ProgressBar implements Progress {
    private static final int CELLS = 30;
    private static final String ERASE = "\r\033[K";

    private final PrintWriter err;
    private final TimeLeft timeLeft;
    private String stage = "";

    ProgressBar(PrintWriter err, LongSupplier clock) {
        this.err = err;
        this.timeLeft = new TimeLeft(clock);
    }

    @Override
    public void stage(String name) {
        stage = name;
        write(name + " ...");
    }

    @Override
    public void step(String name, int done, int total, String detail) {
        if (!name.equals(stage) || done == 0) {
            stage = name;
            timeLeft.begin(done);
        }
        int filled = (int) ((long) CELLS * done / total);
        String bar = "=".repeat(filled) + " ".repeat(CELLS - filled);
        String line =
                String.format(Locale.ROOT, "%s [%s] %d/%d %s", name, bar, done, total, timeLeft.text(done, total));
        write(detail.isEmpty() ? line : line + "  " + detail);
    }

    @Override
    public void notice(String text) {
        err.print(ERASE);
        err.println(text);
        err.flush();
    }

    private void write(String line) {
        err.print(ERASE + line);
        err.flush();
    }

    @Override
    public void close() {
        err.print(ERASE);
        err.flush();
    }
}
