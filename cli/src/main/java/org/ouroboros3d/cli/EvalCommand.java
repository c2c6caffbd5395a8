package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.data.FolderItems;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.eval.Evaluation;
import org.ouroboros3d.eval.EvaluationTable;
import org.ouroboros3d.eval.Method;
import org.ouroboros3d.eval.MethodScores;
import org.ouroboros3d.eval.Scorer;
import org.ouroboros3d.eval.ShapeSubjects;
import org.ouroboros3d.eval.ShowcaseSheet;
import org.ouroboros3d.eval.Subject;
import org.ouroboros3d.eval.ViewScores;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.Ouroboros3D;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.io.AtomicFile;
import org.ouroboros3d.metrics.Lpips;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ouroboros3d eval}. */
@Command(
        name = "eval",
        description = {
            "Compares generated views and 3D models with the ground truth of objects that no training saw.",
            "",
            "Writes into OUT: table.md, scores.csv (every object), scores.json and sheet.png (the best, the median and"
                    + " the worst object).",
            "",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d eval -o scores",
            "  ouroboros3d eval -o scores --model trained --objects 20 --steps 10 --no-baselines",
            "  ouroboros3d eval -o scores --data meshes --lpips vgg --lpips-backbone vgg16.pth --lpips-linear vgg.pth",
        })
final class EvalCommand extends CliCommand {
    private static final int MEAN_OF = 256;
    private static final int MAX_OBJECTS = 100_000;
    private static final String MODEL = "model";

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
                    "Seed of the objects (default: ${DEFAULT-VALUE}, one of those that the built-in model was trained with; the objects are others).")
    private long shapesSeed;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also: the model without feedback, the input copied to every view, and the mean object"
                    + " (default: on).")
    private boolean baselines;

    @ArgGroup(exclusive = false, heading = "%nThe perceptual distance:%n")
    private LpipsFlags lpips;

    @ArgGroup(exclusive = false, heading = "%nThe method:%n")
    private GenerationFlags flags = new GenerationFlags();

    @Override
    Outcome run() {
        requireRange("--objects", objects, MAX_OBJECTS);
        flags.check(spec().commandLine());
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(err())) {
            createFolder();
            Device usable = device.usable();
            progress.stage("Loading the model");
            try (TensorScope weights = TensorScope.detached();
                    Ouroboros3D loaded = Ouroboros3D.open(usable, compute.options(), model.folders())) {
                GenerationOptions options = flags.options(spec().commandLine(), loaded.info());
                int size = loaded.info().imageSize();
                ShowcaseSheet sheet = new ShowcaseSheet();
                Evaluation evaluation = new Evaluation(methods(loaded, options, size), new Scorer(lpips(weights)));
                List<MethodScores> scores =
                        evaluation.run(subjects(size, progress), (index, method, subject, prediction, reached) -> {
                            if (method.equals(MODEL)) {
                                sheet.add(subject, prediction, reached);
                                progress.step("Generating", index + 1, objects);
                            }
                        });
                return outcome(loaded, options, new EvaluationTable(scores), sheet);
            }
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

    private Map<String, Method> methods(Ouroboros3D loaded, GenerationOptions options, int size) {
        Map<String, Method> methods = new LinkedHashMap<>();
        methods.put(MODEL, Method.model(loaded, options));
        if (baselines) {
            methods.put("model, no feedback", Method.model(loaded, options.withFeedback(Feedback.NONE)));
            methods.put("input copied", Method.copyOfInput());
            methods.put(
                    "mean of " + MEAN_OF + " objects",
                    Method.constant(ShapeSubjects.trainingMean(shapesSeed, size, MEAN_OF)));
        }
        return methods;
    }

    private Outcome outcome(Ouroboros3D loaded, GenerationOptions options, EvaluationTable table, ShowcaseSheet sheet) {
        ObjectNode json = json(loaded, options, table);
        write("table.md", table.markdown());
        write("scores.csv", table.csv());
        write("scores.json", Json.text(json));
        ImageWriter.writePng(sheet.picture(), out.resolve("sheet.png"));
        Table text = new Table(EvaluationTable.header().stream()
                .map(name -> name.equals("method") ? name : ">" + name)
                .toArray(String[]::new));
        table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
        return new Outcome(ExitCode.OK, text + System.lineSeparator() + out, json);
    }

    private ObjectNode json(Ouroboros3D loaded, GenerationOptions options, EvaluationTable table) {
        ObjectNode json = Json.object();
        json.put("model", loaded.info().name());
        json.put("trained", loaded.info().trained());
        json.put("precision", loaded.precision().toString());
        json.put("steps", options.steps());
        json.put("minGuidance", options.guidance().minScale());
        json.put("maxGuidance", options.guidance().maxScale());
        json.put("objects", table.methods().getFirst().subjects().size());
        if (data == null) {
            json.put("shapesSeed", shapesSeed);
        } else {
            json.put("data", data.toString());
        }
        ArrayNode methods = json.putArray("methods");
        for (MethodScores scores : table.methods()) {
            ObjectNode method = methods.addObject();
            method.put("method", scores.method());
            add(method.putObject("views"), scores.views());
            add(method.putObject("renders"), scores.renders());
            add(method.putObject("unseenRenders"), scores.unseen());
        }
        return json;
    }

    private static void add(ObjectNode json, ViewScores scores) {
        Json.number(json, "psnr", scores.psnr());
        Json.number(json, "ssim", scores.ssim());
        Json.number(json, "lpips", scores.lpips().orElse(Double.NaN));
    }

    private void write(String name, String text) {
        AtomicFile.write(out.resolve(name), stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
