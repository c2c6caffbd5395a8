package org.ouroboros3d.cli;

import java.io.PrintWriter;

/** Shows on standard error how far a command is: a bar on a terminal, plain lines elsewhere. */
interface Progress extends AutoCloseable {
    /** Set by the launcher when standard error is a terminal, which Java cannot find out by itself. */
    String TERMINAL_PROPERTY = "ouroboros3d.terminal";

    /** A stage begins whose length is not known. */
    void stage(String name);

    /**
     * A counted stage advances.
     *
     * @param name of the stage
     * @param done what is finished, 0 to {@code total}
     * @param total at least 1
     */
    default void step(String name, int done, int total) {
        step(name, done, total, "");
    }

    /**
     * As above, with more to say.
     *
     * @param detail about the step; may be empty
     */
    void step(String name, int done, int total, String detail);

    /** Something that stays to be read. */
    void notice(String text);

    /** The command is over, whatever its end: the terminal is left clean. */
    @Override
    void close();

    /** {@return what suits {@code err}} */
    static Progress on(PrintWriter err) {
        return Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new ProgressBar(err, System::nanoTime)
                : new ProgressLines(err, System::nanoTime);
    }
}
