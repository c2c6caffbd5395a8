package org.ouroboros3d.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ouroboros3d} without a command. */
@Command(
        name = "ouroboros3d",
        versionProvider = VersionProvider.class,
        description = "One image in, eight consistent views and a 3D Gaussian model out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GenerateCommand.class,
            RenderCommand.class,
            ConvertCommand.class,
            ServeCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            VerifyCommand.class,
            DatasetCommand.class,
            BenchCommand.class,
            ProfileCommand.class,
            DoctorCommand.class,
            AutoComplete.GenerateCompletion.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d generate cat.png -o cat           a picture into 3D",
            "  ouroboros3d render cat/model.ply -o cat.mp4   the result from all sides",
            "  ouroboros3d convert cat/model.ply cat.spz     the result in other formats",
            "  ouroboros3d serve                             all of this over HTTP, with a page",
            "  ouroboros3d train vae.json -o runs/vae        a model of your own, stage by stage",
            "  ouroboros3d doctor                            is all here that is needed?",
            "  ouroboros3d verify goldens/                   do the networks compute right?",
            "  source <(ouroboros3d generate-completion)     completion for this bash",
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a defect of Ouroboros3D",
            "2:wrong usage",
            "3:invalid input file or folder",
            "4:the machine lacks something (see 'ouroboros3d doctor')",
            "5:output beyond its tolerance (verify, bench loop --cuda-graphs)",
            "6:training diverged: the loss is NaN or infinite (train)",
            "130:interrupted by Ctrl-C",
        })
final class RootCommand extends GroupCommand {
    @SuppressWarnings("unused") // picocli acts on it by itself
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions and exit.")
    private boolean version;

    RootCommand() {
        super("a command is missing");
    }
}
