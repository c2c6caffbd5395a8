package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.ouroboros3d.data.FolderItems;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.eval.Evaluation;
import org.ouroboros3d.eval.EvaluationReport;
import org.ouroboros3d.eval.Method;
import org.ouroboros3d.eval.ModelComparison;
import org.ouroboros3d.eval.NearestObjects;
import org.ouroboros3d.eval.ScoreTable;
import org.ouroboros3d.eval.Scorer;
import org.ouroboros3d.eval.ShapeSubjects;
import org.ouroboros3d.eval.ShowcaseSheet;
import org.ouroboros3d.eval.Subject;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d eval}. */
@Command(
        name = "eval",
        description = {
            "Compares generated views and 3D models with the ground truth of objects that no training saw.",
            "",
            "Writes into OUT: table.md, scores.csv (every object), scores.json and sheet.png (the best, the median and"
                    + " the worst object). Tables: means; sharpness and edges beside the truth's; differences from the"
                    + " first method, object by object, with standard errors.",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d eval -o scores",
            "  ouroboros3d eval -o scores --model trained --objects 20 --steps 10 --no-baselines",
            "  ouroboros3d eval -o scores --lookup 16000 --oracle --per-step",
            "  ouroboros3d eval -o scores --data meshes --lpips vgg --lpips-backbone vgg16.pth --lpips-linear vgg.pth",
        })
final class EvalCommand extends CliCommand {
    private static final int MAX_OBJECTS = 100_000;
    private static final int MAX_RENDER_SIZE = 4096;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "Folder for the results; created if it does not exist.")
    private Path out;

    @Mixin
    private ModelFlag model;

    @Mixin
    private DeviceFlag device;

    @Mixin
    private ComputeFlags compute;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data set in the released layout, such as 'dataset render' writes; without it, procedural"
                    + " objects that no training sees.")
    private Path data;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many objects, at most (default: ${DEFAULT-VALUE}).")
    private int objects;

    @Option(
            names = "--shapes-seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Seed of the objects (default: ${DEFAULT-VALUE}, one of those that the built-in model was trained"
                            + " with; the objects are others).")
    private long shapesSeed;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also: the model without feedback, the input copied to every view, and the mean object"
                    + " (default: on).")
    private boolean baselines;

    @Option(
            names = "--lookup",
            paramLabel = "N[,K]",
            arity = "0..1",
            fallbackValue = "16000",
            converter = Converters.OfLookup.class,
            description = "Also: the mean of the K of N training objects whose first views are nearest by their pixels"
                    + " (default: off; 16000,4 without a value). Draws the first views of N objects beforehand and"
                    + " keeps 3 size² bytes of each.")
    private Lookup lookup;

    @Option(
            names = "--oracle",
            description = "Also: the model that is fed back the truth's maps instead of its own; how far it is ahead"
                    + " is what feedback of a perfect 3D model would be worth to it. For procedural objects, whose depths"
                    + " are known.")
    private boolean oracle;

    @Option(
            names = "--per-step",
            description = "Also score the views and the 3D model after each denoising step of the model that"
                    + " reconstructs; writes steps.csv.")
    private boolean perStep;

    @Option(
            names = "--render-size",
            paramLabel = "PIXELS",
            description =
                    "Compare at this size, and render what 'generate' would write: the 3D model after the low-pass"
                            + " filter and the detail head. Without it, the loop's own renderings at the model's size.")
    private Integer renderSize;

    @ArgGroup(exclusive = false, heading = "%nThe perceptual distance:%n")
    private LpipsFlags lpips;

    @ArgGroup(exclusive = false, heading = "%nThe method:%n")
    private GenerationFlags flags = new GenerationFlags();

    @Override
    Outcome run() {
        requireRange("--objects", objects, MAX_OBJECTS);
        if (renderSize != null) {
            requireRange("--render-size", renderSize, MAX_RENDER_SIZE);
        }
        flags.check(spec().commandLine());
        requireOracleHasMaps();
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err())) {
            createFolder();
            Device usable = device.usable();
            progress.stage("Loading the model");
            try (TensorScope weights = TensorScope.detached();
                    LoadedModel loaded = LoadedModel.open(usable, compute.options(), model.folders())) {
                GenerationOptions options = flags.options(spec().commandLine(), loaded.info());
                int size = size(loaded);
                ShowcaseSheet sheet = new ShowcaseSheet();
                Evaluation evaluation = new Evaluation(methods(loaded, options, progress), new Scorer(lpips(weights)));
                EvaluationReport report = new EvaluationReport(evaluation.run(
                        subjects(size, progress), (index, method, subject, prediction, reached) -> {
                            if (method.equals(ModelComparison.MODEL)) {
                                sheet.add(subject, prediction, reached);
                                progress.step("Generating", index + 1, objects);
                            }
                        }));
                return outcome(loaded, options, report, sheet);
            }
        }
    }

    private void requireOracleHasMaps() {
        if (oracle && data != null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--oracle needs depths, which procedural objects have and data sets in the released layout lack;"
                            + " leave one of --oracle and --data out");
        }
    }

    /** On the host, where pictures are compared. */
    private Optional<Lpips> lpips(TensorScope weights) {
        return lpips == null ? Optional.empty() : Optional.of(lpips.files().load(Device.CPU, weights));
    }

    private Iterable<Subject> subjects(int size, Progress progress) {
        if (data == null) {
            return new ShapeSubjects(shapesSeed, size, objects);
        }
        List<Subject> items = new FolderItems(data, size, SubOrbit.EVERY_OTHER)
                .samples(fault -> progress.stage("Left out: " + fault.getMessage()))
                .limit(objects)
                .map(Subject::of)
                .toList();
        if (items.isEmpty()) {
            throw new CliException(ExitCode.INPUT, data + ": none of its items can be used");
        }
        return items;
    }

    private void createFolder() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new CliException(ExitCode.INPUT, out + ": this folder cannot be made (" + e.getMessage() + ")", e);
        }
    }

    private Map<String, Method> methods(LoadedModel loaded, GenerationOptions options, Progress progress) {
        Map<String, Method> methods = comparison().methods(loaded, options);
        if (lookup != null) {
            methods.put(
                    "nearest " + lookup.nearest() + " of " + lookup.objects(), nearestObjects(size(loaded), progress));
        }
        return methods;
    }

    private ModelComparison comparison() {
        return new ModelComparison(
                oracle,
                baselines,
                perStep,
                renderSize == null ? OptionalInt.empty() : OptionalInt.of(renderSize),
                shapesSeed);
    }

    private int size(LoadedModel loaded) {
        return comparison().size(loaded.info());
    }

    private Method nearestObjects(int size, Progress progress) {
        return NearestObjects.draw(
                shapesSeed,
                size,
                lookup.objects(),
                lookup.nearest(),
                drawn -> progress.step("Drawing training objects", drawn, lookup.objects()));
    }

    private static String text(EvaluationReport report) {
        return report.tables().stream()
                .map(EvalCommand::text)
                .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
    }

    private static String text(ScoreTable table) {
        Table text = new Table(table.header().stream()
                .map(name -> name.equals(table.header().getFirst()) ? name : ">" + name)
                .toArray(String[]::new));
        table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
        return table.title() + System.lineSeparator() + text;
    }

    private Outcome outcome(
            LoadedModel loaded, GenerationOptions options, EvaluationReport report, ShowcaseSheet sheet) {
        Result result = new Result(
                loaded.info().name(),
                loaded.info().trained(),
                size(loaded),
                compute.precision().toString(),
                options.steps(),
                options.guidance().minScale(),
                options.guidance().maxScale(),
                data == null ? shapesSeed : null,
                data,
                report.methods().getFirst().subjects().size(),
                report.summaries(),
                text(report) + System.lineSeparator() + System.lineSeparator() + out);
        report.writeTo(out);
        AtomicFile.write(
                out.resolve("scores.json"),
                stream -> stream.write(JsonText.of(result).getBytes(StandardCharsets.UTF_8)));
        ImageWriter.writePng(sheet.picture(), out.resolve("sheet.png"));
        return result;
    }

    /**
     * What was compared, and what came of it.
     *
     * @param size of the compared pictures in pixels
     * @param shapesSeed null where a data set was used
     * @param data null where procedural objects were
     * @param text the tables
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Result(
            String model,
            boolean trained,
            int size,
            String precision,
            int steps,
            double minGuidance,
            double maxGuidance,
            Long shapesSeed,
            Path data,
            int objects,
            List<EvaluationReport.Summary> methods,
            @JsonIgnore String text)
            implements Outcome {}
}
