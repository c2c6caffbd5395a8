package org.ouroboros3d.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
    static final String JSON = "--json";
    static final String VERBOSE = "--verbose";

    @Option(names = JSON, description = "Print one JSON object on standard output instead of text.")
    private boolean json;

    @Option(names = VERBOSE, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @SuppressWarnings("unused") // picocli acts on it by itself
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }
}
