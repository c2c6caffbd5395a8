package org.ouroboros3d.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ouroboros3d bench} without the name of what is to be timed. */
@Command(
        name = "bench",
        description = "Times parts of this program on this machine.",
        synopsisSubcommandLabel = "PART",
        commandListHeading = "%nParts:%n",
        subcommands = {BenchRasterizerCommand.class, BenchTrainCommand.class})
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @SuppressWarnings("unused") // picocli acts on it by itself
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to time: bench rasterizer or bench train");
    }
}
