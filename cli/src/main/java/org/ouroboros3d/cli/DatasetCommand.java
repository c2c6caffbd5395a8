package org.ouroboros3d.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ouroboros3d dataset} without the name of what is to be rendered. */
@Command(
        name = "dataset",
        description = "Renders objects into a data set for training: sixteen pictures of each on a turn around it.",
        synopsisSubcommandLabel = "OBJECTS",
        commandListHeading = "%nObjects:%n",
        subcommands = {DatasetShapesCommand.class, DatasetRenderCommand.class})
final class DatasetCommand implements Runnable {
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
        throw new ParameterException(spec.commandLine(), "say what to render: dataset shapes or dataset render");
    }
}
