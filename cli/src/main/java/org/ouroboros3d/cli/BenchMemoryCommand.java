package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.bench.RandomModel;
import org.ouroboros3d.bench.TrainingMemory;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.load.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench memory}. */
@Command(
        name = "memory",
        description = "Counts what a rank holds in a step of joint training with gradient checkpointing, by component."
                + " Nothing is computed, so the published sizes take seconds and no memory.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench memory --full-size",
            "  ouroboros3d bench memory --full-size --ranks 64 --objects 1 --precision bf16 --json",
        })
final class BenchMemoryCommand extends CliCommand {
    private static final int MOST = 100_000;
    private static final double GIGA = 1e9;
    /** Float32 of weights and gradients. */
    private static final long BYTES = 4;
    /** Passes of the reconstructor in a step with feedback. */
    private static final int RECONSTRUCTIONS = 2;

    @Option(names = "--full-size", description = "Count the published sizes instead of the built-in model's.")
    private boolean fullSize;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A model.json with the sizes of other networks than the built-in model's.")
    private Path model;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "4",
            description = "Objects of a rank's part of a batch (default: ${DEFAULT-VALUE}).")
    private int objects;

    @Option(
            names = "--ranks",
            paramLabel = "N",
            defaultValue = "8",
            description = "Ranks that ZeRO shards over (default: ${DEFAULT-VALUE}).")
    private int ranks;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp16",
            converter = Converters.OfPrecision.class,
            description = "What convolutions, linear layers and attention compute in, as the configuration's autocast:"
                    + " fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Override
    Outcome run() {
        requireRange("--objects", objects, MOST);
        requireRange("--ranks", ranks, MOST);
        if (fullSize && model != null) {
            throw new ParameterException(spec().commandLine(), "--full-size has sizes of its own; leave --model out");
        }
        TrainingMemory memory = TrainingMemory.of(sizes(), objects, precision);
        return new Result(objects, ranks, memory, rows(memory));
    }

    private RandomModel.Sizes sizes() {
        if (fullSize) {
            return RandomModel.Sizes.published();
        }
        JsonNode config = model == null ? BuiltInModel.config() : JsonFile.read(model);
        return RandomModel.Sizes.of(config);
    }

    private List<Row> rows(TrainingMemory memory) {
        long trained = BYTES * memory.trained();
        long peak = Math.max(
                memory.denoiser().peak() - memory.denoiser().kept(),
                memory.reconstructor().peak() - memory.reconstructor().kept());
        List<Row> rows = new ArrayList<>();
        rows.add(Row.same("weights", trained + BYTES * memory.frozen()));
        rows.add(new Row("gradients", trained, trained, trained / ranks));
        rows.add(new Row("optimizer (AdamW)", 2 * trained, 2 * trained / ranks, 2 * trained / ranks));
        rows.add(Row.same("activations kept: denoiser", memory.denoiser().kept()));
        rows.add(Row.same(
                "activations kept: reconstructor, twice",
                RECONSTRUCTIONS * memory.reconstructor().kept()));
        rows.add(Row.same("largest network beyond what is kept", peak));
        Row sum = rows.stream().reduce(Row.same("sum", 0), Row::plus);
        rows.add(sum);
        rows.add(sum.plus(Row.same("", trained)).named("rank 0, with the moving average"));
        return rows;
    }

    /**
     * Bytes of a component.
     *
     * @param component what
     * @param zero0 of a rank that holds everything
     * @param zero1 where the optimizer's state is sharded
     * @param zero2 where the gradients are as well
     */
    private record Row(String component, long zero0, long zero1, long zero2) {
        static Row same(String component, long bytes) {
            return new Row(component, bytes, bytes, bytes);
        }

        Row plus(Row other) {
            return new Row(component, zero0 + other.zero0, zero1 + other.zero1, zero2 + other.zero2);
        }

        Row named(String name) {
            return new Row(name, zero0, zero1, zero2);
        }
    }

    private record Result(int objects, int ranks, TrainingMemory counted, List<Row> bytes) implements Outcome {
        @Override
        public String text() {
            Table table = new Table("GB of each of " + ranks + " ranks", ">zero 0", ">zero 1", ">zero 2");
            for (Row row : bytes) {
                table.row(row.component, gigabytes(row.zero0), gigabytes(row.zero1), gigabytes(row.zero2));
            }
            return table.toString();
        }

        private static String gigabytes(long bytes) {
            return Table.fixed(2, bytes / GIGA);
        }
    }
}
