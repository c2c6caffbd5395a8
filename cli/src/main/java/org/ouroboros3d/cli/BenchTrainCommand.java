package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ouroboros3d.bench.TrainingBenchmark;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.train.run.StageKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench train}. */
@Command(
        name = "train",
        description = "Times training steps of each stage, and how they grow with the batch and with the views' size."
                + " Needs no data set: weights and pictures are random numbers. Under mpirun, the batch is that of all ranks"
                + " together, and what they send and wait for is reported too.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench train",
            "  ouroboros3d bench train --stage joint --batch 1,2,4 --size 128 --repeats 5 --json",
            "  mpirun -n 2 ouroboros3d bench train --stage joint --batch 4 --zero 2",
        })
final class BenchTrainCommand extends CliCommand {
    private static final int MAX_REPEATS = 10_000;
    private static final double SECONDS = 1e-3;
    private static final double MEGA = 1e6;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Option(
            names = "--stage",
            split = ",",
            paramLabel = "STAGE",
            converter = StageConverter.class,
            description = "Stages to time (default: all; ${COMPLETION-CANDIDATES}).")
    private List<StageKind> stages = List.of(StageKind.values());

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            description = "Batches to time with the first size (default: 1,2).")
    private List<Integer> batches = List.of(1, 2);

    @Option(
            names = "--size",
            split = ",",
            paramLabel = "PIXELS",
            description = "Sizes of views to time with the first batch (default: 64,128).")
    private List<Integer> sizes = List.of(64, 128);

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Timed steps, after one that is not timed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A model.json with the sizes of other networks than the built-in model's.")
    private Path model;

    @Option(
            names = "--zero",
            paramLabel = "STAGE",
            defaultValue = "0",
            description =
                    "What is sharded over ranks (ZeRO): 0 nothing, 1 the optimizer's state, 2 the gradients as well"
                            + " (default: ${DEFAULT-VALUE}).")
    private int zero;

    @Option(
            names = "--wire",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "Type of gradients between ranks: fp32 or bf16 (default: ${DEFAULT-VALUE}).")
    private String wire;

    @Mixin
    private DeviceFlag device;

    @Override
    Outcome run() {
        requireRange("--repeats", repeats, MAX_REPEATS);
        LaunchedRank rank = LaunchedRank.of(spec().commandLine());
        Device usable = rank.device(device.usable());
        JsonNode config = model == null ? BuiltInModel.config() : JsonFile.read(model);
        List<TrainingBenchmark.Case> cases = new ArrayList<>(cases());
        List<TrainingBenchmark.Result> results = new ArrayList<>();
        try (Collective ranks = rank.join(usable, TIMEOUT);
                Progress progress = Progress.on(rank.progress(err()))) {
            for (TrainingBenchmark.Case timed : cases) {
                progress.step("Timing", results.size(), cases.size());
                results.add(timed(config, timed, usable, ranks));
            }
            ranks.finish();
            return outcome(results, ranks.size());
        }
    }

    private TrainingBenchmark.Result timed(
            JsonNode config, TrainingBenchmark.Case timed, Device usable, Collective ranks) {
        if (timed.batch() % ranks.size() != 0) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--batch " + timed.batch() + " cannot be divided evenly among " + ranks.size() + " ranks");
        }
        try {
            ObjectNode parallel = Json.object().put("zero", zero).put("wire", wire);
            return TrainingBenchmark.run(config, timed, usable, repeats, ranks, parallel);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    private Set<TrainingBenchmark.Case> cases() {
        Set<TrainingBenchmark.Case> cases = new LinkedHashSet<>();
        for (StageKind stage : stages) {
            batches.forEach(batch -> cases.add(new TrainingBenchmark.Case(stage, batch, sizes.getFirst())));
            sizes.forEach(size -> cases.add(new TrainingBenchmark.Case(stage, batches.getFirst(), size)));
        }
        return cases;
    }

    private Outcome outcome(List<TrainingBenchmark.Result> results, int ranks) {
        Table table = new Table(
                "stage",
                ">parameters",
                ">ranks",
                ">batch",
                ">size",
                ">s a step",
                ">min",
                ">max",
                ">s a sample",
                ">s waiting",
                ">MB moved",
                ">MB/s");
        ObjectNode json = Json.object();
        json.put("device", device.named().toString());
        json.put("repeats", repeats);
        json.put("ranks", ranks);
        ArrayNode rows = json.putArray("results");
        for (TrainingBenchmark.Result result : results) {
            TrainingBenchmark.Case timed = result.timed();
            double median = result.step().median() * SECONDS;
            // What each rank has to send, whichever way sums are taken: a part of its own for every other, and back.
            double moved = 2.0 * (ranks - 1) / ranks * result.gradientBytes();
            table.row(
                    timed.stage().toString(),
                    String.valueOf(result.parameters()),
                    String.valueOf(ranks),
                    String.valueOf(timed.batch()),
                    String.valueOf(timed.imageSize()),
                    seconds(median),
                    seconds(result.step().min() * SECONDS),
                    seconds(result.step().max() * SECONDS),
                    seconds(median / timed.batch()),
                    seconds(result.secondsWaited()),
                    String.format(Locale.ROOT, "%.1f", moved / MEGA),
                    String.format(Locale.ROOT, "%.1f", moved / MEGA / median));
            ObjectNode row = rows.addObject();
            row.put("stage", timed.stage().toString());
            row.put("parameters", result.parameters());
            row.put("batch", timed.batch());
            row.put("imageSize", timed.imageSize());
            Json.number(row, "medianSeconds", median);
            Json.number(row, "minSeconds", result.step().min() * SECONDS);
            Json.number(row, "maxSeconds", result.step().max() * SECONDS);
            Json.number(row, "waitingSeconds", result.secondsWaited());
            Json.number(row, "bytesMoved", moved);
        }
        return new Outcome(ExitCode.OK, table.toString(), json);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
