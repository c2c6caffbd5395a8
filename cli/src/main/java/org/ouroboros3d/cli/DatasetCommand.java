package org.ouroboros3d.cli;

import picocli.CommandLine.Command;

/** {@code ouroboros3d dataset} without the name of what is to be rendered. */
@Command(
        name = "dataset",
        description = "Renders objects into a data set for training: sixteen pictures of each on a turn around it.",
        synopsisSubcommandLabel = "OBJECTS",
        commandListHeading = "%nObjects:%n",
        subcommands = {DatasetShapesCommand.class, DatasetRenderCommand.class})
final class DatasetCommand extends GroupCommand {
    DatasetCommand() {
        super("say what to render: dataset shapes or dataset render");
    }
}
