package org.ouroboros3d.cli;

import picocli.CommandLine.Command;

/** {@code ouroboros3d bench} without the name of what is to be timed. */
@Command(
        name = "bench",
        description = "Times parts of this program on this machine.",
        synopsisSubcommandLabel = "PART",
        commandListHeading = "%nParts:%n",
        subcommands = {
            BenchLoopCommand.class,
            BenchMemoryCommand.class,
            BenchMeshCommand.class,
            BenchRasterizerCommand.class,
            BenchServeCommand.class,
            BenchTrainCommand.class
        })
final class BenchCommand extends GroupCommand {
    BenchCommand() {
        super("say what to time: bench loop, bench memory, bench mesh, bench rasterizer, bench serve or bench train");
    }
}
