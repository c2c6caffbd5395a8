package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ouroboros3d.bench.Trace;
import org.ouroboros3d.bench.TrainingBenchmark;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.JsonText;
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
                + " Needs no data set: weights and pictures are random numbers. Under mpirun, the batch is that of all"
                + " ranks together, and what they send and wait for is reported too.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench train",
            "  ouroboros3d bench train --stage joint --batch 1,2,4 --size 128 --repeats 5 --json",
            "  mpirun -n 2 ouroboros3d bench train --stage joint --batch 4 --zero 2",
            "  mpirun -n 2 ouroboros3d bench train --stage denoiser --batch 4 --size 64 --timeline overlap.json",
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
            converter = Converters.OfStage.class,
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

    @Option(
            names = "--timeline",
            paramLabel = "FILE",
            description =
                    "Write the steps of rank 0, and what it moves and waits for in them, in Chrome's trace event format"
                            + " (Perfetto opens it).")
    private Path timeline;

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
        Optional<Trace> trace = Optional.ofNullable(timeline).map(file -> new Trace("training", "transfers"));
        try (Collective ranks = rank.join(usable, TIMEOUT);
                Progress progress = Progress.on(rank.progress(err()))) {
            for (TrainingBenchmark.Case timed : cases) {
                progress.step("Timing", results.size(), cases.size());
                results.add(timed(config, timed, usable, ranks, trace));
            }
            ranks.finish();
            if (ranks.rank() == 0) {
                trace.ifPresent(kept -> kept.write(timeline));
            }
            int size = ranks.size();
            return new Result(
                    device.named().toString(),
                    repeats,
                    size,
                    results.stream().map(result -> Row.of(result, size)).toList());
        }
    }

    private TrainingBenchmark.Result timed(
            JsonNode config, TrainingBenchmark.Case timed, Device usable, Collective ranks, Optional<Trace> trace) {
        if (timed.batch() % ranks.size() != 0) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--batch " + timed.batch() + " cannot be divided evenly among " + ranks.size() + " ranks");
        }
        try {
            return TrainingBenchmark.run(
                    config, timed, usable, repeats, ranks, JsonText.tree(new Parallel(zero, wire)), trace);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), e.getMessage(), e);
        }
    }

    private record Parallel(int zero, String wire) {}

    private Set<TrainingBenchmark.Case> cases() {
        Set<TrainingBenchmark.Case> cases = new LinkedHashSet<>();
        for (StageKind stage : stages) {
            batches.forEach(batch -> cases.add(new TrainingBenchmark.Case(stage, batch, sizes.getFirst())));
            sizes.forEach(size -> cases.add(new TrainingBenchmark.Case(stage, batches.getFirst(), size)));
        }
        return cases;
    }

    private record Result(String device, int repeats, int ranks, List<Row> results) implements Outcome {
        @Override
        public String text() {
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
            for (Row row : results) {
                table.row(
                        row.stage,
                        String.valueOf(row.parameters),
                        String.valueOf(ranks),
                        String.valueOf(row.batch),
                        String.valueOf(row.imageSize),
                        Table.fixed(3, row.medianSeconds),
                        Table.fixed(3, row.minSeconds),
                        Table.fixed(3, row.maxSeconds),
                        Table.fixed(3, row.medianSeconds / row.batch),
                        Table.fixed(3, row.waitingSeconds),
                        Table.fixed(1, row.bytesMoved / MEGA),
                        Table.fixed(1, row.bytesMoved / MEGA / row.medianSeconds));
            }
            return table.toString();
        }
    }

    private record Row(
            String stage,
            long parameters,
            int batch,
            int imageSize,
            double medianSeconds,
            double minSeconds,
            double maxSeconds,
            double waitingSeconds,
            double bytesMoved) {
        static Row of(TrainingBenchmark.Result result, int ranks) {
            return new Row(
                    result.timed().stage().toString(),
                    result.parameters(),
                    result.timed().batch(),
                    result.timed().imageSize(),
                    result.step().median() * SECONDS,
                    result.step().min() * SECONDS,
                    result.step().max() * SECONDS,
                    result.secondsWaited(),
                    // What each rank has to send, whichever way sums are taken: a part of its own for every other, and
                    // back.
                    2.0 * (ranks - 1) / ranks * result.gradientBytes());
        }
    }
}
