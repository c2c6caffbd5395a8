package org.ouroboros3d.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ouroboros3d} without a command. */
@Command(
        name = "ouroboros3d",
        versionProvider = VersionProvider.class,
        description = "One image in, eight consistent views and a 3D Gaussian model out.",
        synopsisSubcommandLabel = "COMMAND",
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
    private static final List<Class<?>> COMMANDS = List.of(
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
            AutoComplete.GenerateCompletion.class);

    @SuppressWarnings("unused") // picocli acts on it by itself
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the versions and exit.")
    private boolean version;

    private RootCommand() {
        super("a command is missing");
    }

    /** {@return the command line with all commands} */
    static CommandLine commandLine() {
        return with(COMMANDS);
    }

    /**
     * {@return the command line that some arguments need} It has only the command that the first of them names: to picocli,
     * all of them are hundreds of annotations, a third of a second of a new process.
     */
    static CommandLine commandLine(String... args) {
        String name = args.length == 0 ? "" : args[0];
        List<Class<?>> named = COMMANDS.stream()
                .filter(command ->
                        CliCommand.class.isAssignableFrom(command) || GroupCommand.class.isAssignableFrom(command))
                .filter(command -> command.getAnnotation(Command.class).name().equals(name))
                .toList();
        return with(named.isEmpty() ? COMMANDS : named);
    }

    private static CommandLine with(List<Class<?>> commands) {
        CommandLine root = new CommandLine(new RootCommand());
        commands.forEach(root::addSubcommand);
        return root;
    }
}
