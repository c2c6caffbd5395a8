package org.ouroboros3d.cli;

/** What a command has to say on standard output: a record, whose components are the keys of {@code --json}. */
interface Outcome {
    /** {@return the same for people, without the last line's end} */
    String text();

    /** {@return one of {@link ExitCode}} */
    default int exitCode() {
        return ExitCode.OK;
    }
}
