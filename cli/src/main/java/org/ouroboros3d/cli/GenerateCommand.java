package org.ouroboros3d.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.export.GenerationFiles;
import org.ouroboros3d.export.Stopwatch;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.output.OutputFolder;
import org.ouroboros3d.output.Report;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.output.VideoCodecs;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ouroboros3d generate}. */
@Command(
        name = "generate",
        description = {
            "Makes a 3D model of the object in a picture.",
            "",
            "Writes into OUT, all at once: model.ply (3D Gaussians), object.png (the cut-out as the model saw it),"
                    + " views.png (the eight generated views), render.png (the model from the same cameras), ccm.png (its"
                    + " coordinates), steps.png (the model after each step), turntable.mp4, viewer.html (the model in a"
                    + " browser) and report.json. An installation without picture codecs writes the pictures into"
                    + " images.safetensors instead, and no video.",
            "",
            "Several pictures, a folder of them or a pattern in quotes get a folder each in OUT, named after the"
                    + " picture without its ending (with it where two would be the same); the model is loaded once."
                    + " Folders with a report.json are finished and skipped unless --force is given, so the same command"
                    + " resumes. Invalid pictures are skipped and listed at the end, and the exit code is 3.",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d generate cat.png -o cat",
            "  ouroboros3d generate cat.jpg -o cat --matting u2net.onnx --seed 7 --force",
            "  ouroboros3d generate cat.png -o plain --feedback none --json",
            "  ouroboros3d generate cat.png -o cat --outputs ply,webp --background transparent",
            "  ouroboros3d generate cat.png dog.jpg photos/ 'more/*.png' -o animals",
        })
final class GenerateCommand extends CliCommand {
    @Parameters(
            paramLabel = "IMAGE",
            arity = "1..*",
            description = "PNG, JPEG or WebP picture of one object; - reads it from standard input. An alpha channel is"
                    + " its mask; without one the background is removed. Or a safetensors file with the tensor image"
                    + " [S, S, 3 or 4] of uint8, already cut out and centered.")
    private List<String> images;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "Folder for the results; it must not exist, or be empty. Of several pictures: folder of their"
                    + " folders.")
    private Path out;

    @Option(names = "--force", description = "Replace the results of an earlier run in OUT.")
    private boolean force;

    @Option(
            names = "--matting",
            paramLabel = "FILE.onnx",
            description = "U²-Net that removes the background, instead of OpenCV's GrabCut.")
    private Path matting;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ComputeFlags compute;

    @Mixin
    private CudaGraphsFlag cudaGraphs;

    @ArgGroup(exclusive = false, heading = "%nThe method:%n")
    private GenerationFlags flags = new GenerationFlags();

    @Mixin
    private OutputFlags outputs;

    @Override
    Outcome run() {
        flags.check(spec().commandLine());
        outputs.check(this);
        boolean graphs = cudaGraphs.on(device.named(), spec().commandLine());
        PictureList pictures = new PictureList(images);
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err());
                LazyModel loaded = new LazyModel(() -> load(graphs))) {
            return pictures.several()
                    ? generateAll(names(pictures), loaded, progress)
                    : generate(pictures.files().getFirst(), out, loaded, progress);
        }
    }

    private Map<String, Path> names(PictureList pictures) {
        try {
            return pictures.byName();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    private Outcome generateAll(Map<String, Path> pictures, LazyModel loaded, Progress progress) {
        BatchOutcome all = new BatchOutcome();
        int number = 0;
        for (Map.Entry<String, Path> picture : pictures.entrySet()) {
            number++;
            Path folder = out.resolve(picture.getKey());
            if (!force && Files.exists(folder.resolve(ResultFile.REPORT.fileName()))) {
                all.skipped().add(folder);
                continue;
            }
            Progress one = new NumberedProgress(progress, number, pictures.size());
            try {
                all.results().add(generate(picture.getValue(), folder, loaded, one));
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted() || ErrorReport.exitCode(e) != ExitCode.INPUT) {
                    throw e;
                }
                one.notice(e.getMessage());
                all.failed().add(new BatchOutcome.Failure(picture.getValue(), e.getMessage()));
            }
        }
        return all;
    }

    private Outcome generate(Path image, Path target, LazyModel lazy, Progress progress) {
        try (OutputFolder folder = OutputFolder.create(target, force)) {
            Stopwatch stopwatch = new Stopwatch();
            GenerationFiles.Choice choice = outputs.choice();
            if (model.isBuiltIn() && device.named().isHost()) {
                // Takes about as long as the picture. Larger ones wait until it is known to be of use.
                lazy.begin();
            }
            progress.stage("Reading " + image);
            Image object = stopwatch.time("read image", () -> ForegroundReader.read(image, matting));
            device.requireUsable();
            Ouroboros3D loaded = lazy.get(progress, stopwatch);
            GenerationOptions options =
                    flags.options(spec().commandLine(), loaded.info()).withStepGaussians(choice.needsSteps());
            if (choice.outputs().contains(ResultFile.TURNTABLE)
                    || choice.outputs().contains(ResultFile.ANIMATION)) {
                VideoCodecs.prepare();
            }
            Generation generation = generate(loaded, object, options, progress, folder);
            stopwatch.addAll(generation.stageSeconds());
            progress.stage("Writing the results");
            GenerationFiles results = new GenerationFiles(folder, choice, new Writing(progress), stopwatch);
            Report report = results.write(image.toString(), object, loaded, options, generation);
            return new Result(folder.target(), results.written(), loaded.info().trained(), report);
        }
    }

    private Ouroboros3D load(boolean graphs) {
        return Ouroboros3D.open(device.named(), compute.options().withCudaGraphs(graphs), model.folders());
    }

    private static Generation generate(
            Ouroboros3D loaded, Image object, GenerationOptions options, Progress progress, OutputFolder folder) {
        try {
            return loaded.generate(object, options, (done, total) -> progress.step("Denoising", done, total));
        } catch (CancellationException e) {
            folder.close();
            // Cleared so that closing the model waits for the step that still runs: the process should not end while
            // native code is at work.
            if (Thread.interrupted()) {
                progress.stage("Stopping");
            }
            throw e;
        }
    }

    /** What was made of a picture. */
    private record Result(Path out, List<String> files, boolean trained, Report report) implements Outcome {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder();
            files.forEach(file -> text.append(out.resolve(file)).append(System.lineSeparator()));
            text.append(String.format(
                    Locale.ROOT,
                    "%d Gaussians in %.1f s, seed %d.",
                    report.gaussians(),
                    report.cost().totalSeconds(),
                    report.seed()));
            if (!trained) {
                text.append(System.lineSeparator())
                        .append("The model is untrained: its results show that everything runs, not the object.");
            }
            return text.toString();
        }
    }

    /** Tells of the results as they are written. */
    private record Writing(Progress progress) implements GenerationFiles.Listener {
        @Override
        public void frame(int done, int total) {
            progress.step("Rendering the turntable", done, total);
        }

        @Override
        public void noVideo(ResultFile file) {
            progress.notice("No " + file.fileName() + ": this installation leaves FFmpeg out");
        }
    }

    /** The progress of one of several runs: says which in front of everything. */
    private record NumberedProgress(Progress all, int number, int total) implements Progress {
        private String numbered(String name) {
            return "[" + number + "/" + total + "] " + name;
        }

        @Override
        public void stage(String name) {
            all.stage(numbered(name));
        }

        @Override
        public void step(String name, int done, int total, String detail) {
            all.step(numbered(name), done, total, detail);
        }

        @Override
        public void notice(String text) {
            all.notice(numbered(text));
        }

        @Override
        public void close() {
            // The whole command ends with the progress of all runs.
        }
    }
}
