package org.ouroboros3d.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing by itself: the name of one of its subcommands has to follow. */
abstract class GroupCommand implements Runnable {
    private final String complaint;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("unused") // picocli acts on it by itself
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    /** @param complaint what is said where no subcommand is named */
    GroupCommand(String complaint) {
        this.complaint = complaint;
    }

    @Override
    public final void run() {
        throw new ParameterException(spec.commandLine(), complaint);
    }
}
