package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.train.run.RunFolder;
import org.ouroboros3d.train.run.StageKind;
import org.ouroboros3d.train.run.StepReport;
import org.ouroboros3d.train.run.TrainingConfig;
import org.ouroboros3d.train.run.TrainingListener;
import org.ouroboros3d.train.run.TrainingPreset;
import org.ouroboros3d.train.run.TrainingRun;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d train}. */
@Command(
        name = "train",
        description = {
            "Trains a stage of a model.",
            "",
            "Writes into OUT: checkpoints/ (the state to resume from), model/ (the trained model, for --model),"
                    + " metrics.jsonl (a line for each step), training.html (curves and pictures).",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d train --stage vae -o runs/vae",
            "  ouroboros3d train --stage vae --print > vae.json",
            "  ouroboros3d train vae.json -o runs/vae",
            "  ouroboros3d train vae.json -o runs/vae --resume",
            "  ouroboros3d train joint.json -o runs/joint --model runs/denoiser/model",
            "  mpirun -n 8 ouroboros3d train joint.json -o runs/joint --threads 4",
        })
final class TrainCommand extends CliCommand {
    /** A step of the published sizes takes minutes on processors, and what is saved has gigabytes. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(15);

    @ArgGroup(multiplicity = "1")
    private Source source;

    /** Where the configuration comes from. */
    private static final class Source {
        @Parameters(paramLabel = "CONFIG", description = "JSON file that says what to train, on what, and how long.")
        private Path config;

        @Option(
                names = "--stage",
                paramLabel = "STAGE",
                converter = Converters.OfStage.class,
                description = "Instead of CONFIG: a configuration for models of the built-in one's size"
                        + " (${COMPLETION-CANDIDATES}).")
        private StageKind stage;

        TrainingConfig read() {
            return config != null ? TrainingConfig.read(config) : TrainingPreset.of(stage);
        }
    }

    @Option(names = "--print", description = "Print the configuration of --stage and exit.")
    private boolean print;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Folder of the run; it must not exist, or be empty, or hold the run to resume.")
    private Path out;

    @Option(names = "--resume", description = "Continue from the newest checkpoint in OUT.")
    private boolean resume;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Model folder to continue from, or model.json to begin with random weights, instead of the"
                    + " configuration's.")
    private Path model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ThreadsFlag threads;

    @Override
    Outcome run() {
        if (print) {
            return printed();
        }
        if (out == null) {
            throw new ParameterException(spec().commandLine(), "Missing required option: '--output=OUT'");
        }
        TrainingConfig read = source.read();
        TrainingConfig settings = model == null ? read : read.withModel(model);
        RunFolder folder = new RunFolder(out);
        LaunchedRank rank = LaunchedRank.of(spec().commandLine());
        Device usable = rank.device(device.usable());
        threads.use();
        try (Collective ranks = rank.join(usable, settings.parallel().timeout());
                Interruption interruption = Interruption.open(LONGEST_STEP, this::saySaving);
                Progress progress = Progress.on(rank.progress(err()))) {
            progress.stage("Loading the model");
            TrainingProgress listener = new TrainingProgress(progress);
            StepReport last = new TrainingRun(settings, folder, usable, listener, ranks).run(resume);
            ranks.finish();
            return new Result(
                    folder.root(), folder.model(), last.step(), last.losses().total());
        }
    }

    private void saySaving() {
        err().println("ouroboros3d: stopping after this step, and saving what is done");
        err().flush();
    }

    private Outcome printed() {
        if (source.stage == null) {
            throw new ParameterException(spec().commandLine(), "--print needs --stage");
        }
        return new Printed(TrainingPreset.json(source.stage));
    }

    /** The configuration itself, as text and as JSON. */
    private record Printed(@JsonValue JsonNode configuration) implements Outcome {
        @Override
        public String text() {
            return JsonText.of(configuration);
        }
    }

    /** @param loss of the last step */
    private record Result(Path out, Path model, long steps, double loss) implements Outcome {
        @Override
        public String text() {
            return model
                    + System.lineSeparator()
                    + String.format(Locale.ROOT, "%d steps, loss %.5g at the last one.", steps, loss);
        }
    }

    /** Shows a training run as progress of a command. */
    private static final class TrainingProgress implements TrainingListener {
        private static final String STAGE = "Training";

        private final Progress progress;
        private int total;

        TrainingProgress(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void started(long done, long steps) {
            total = Math.toIntExact(steps);
            progress.step(STAGE, Math.toIntExact(done), total);
        }

        @Override
        public void stepped(StepReport report) {
            String loss =
                    String.format(Locale.ROOT, "loss %.4g", report.losses().total());
            progress.step(STAGE, Math.toIntExact(report.step()), total, loss);
        }

        @Override
        public void noticed(String text) {
            progress.notice(text);
        }
    }
}
