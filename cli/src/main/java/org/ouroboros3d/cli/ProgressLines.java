package org.ouroboros3d.cli;

import java.io.PrintWriter;

/** A line for every stage and every step: for logs and pipes. */
final class ProgressLines implements Progress {
    private final PrintWriter err;
    private final TimeLeft timeLeft;
    private String stage = "";

    ProgressLines(PrintWriter err, TimeLeft timeLeft) {
        this.err = err;
        this.timeLeft = timeLeft;
    }

    @Override
    public void stage(String name) {
        stage = name;
        write(name);
    }

    @Override
    public void step(String name, int done, int total) {
        if (!name.equals(stage) || done == 0) {
            stage = name;
            timeLeft.begin(done);
        }
        String left = timeLeft.text(done, total);
        write(name + " " + done + "/" + total + (left.isEmpty() ? "" : ", " + left));
    }

    private void write(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public void close() {
        // Lines stay where they are.
    }
}
