package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ouroboros3d.bench.RunResult;
import org.ouroboros3d.bench.Timing;
import org.ouroboros3d.bench.Trim;
import org.ouroboros3d.bench.TrimBenchmark;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench trims}. */
@Command(
        name = "trims",
        description = "Times a step of a generation beside the same step without one of its savings, in turns, and"
                + " compares the results.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench trims",
            "  ouroboros3d bench trims --trim adapters-shared,last-decode-reused --repeats 9 --json",
            "  ouroboros3d bench trims --model runs/joint/model --precision bf16",
            "  ouroboros3d bench trims --full-size --steps 1 --repeats 1 --trim adapters-shared",
        })
final class BenchTrimsCommand extends CliCommand {
    private static final int MAX_STEPS = 1000;
    private static final int MAX_REPEATS = 10_000;
    private static final double PERCENT = 100;

    @Mixin
    private LoopModelFlags model;

    @Option(
            names = "--trim",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Savings to leave out, each for itself (default: all; ${COMPLETION-CANDIDATES}). With --full-size"
                            + " there is no converted-weights: weights are converted at each call then.")
    private Set<Trim> trims = EnumSet.noneOf(Trim.class);

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Denoising steps of a run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description = "Timed runs with each saving, and as many without, after one that is not timed"
                    + " (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Override
    Outcome run() {
        requireRange("--steps", steps, MAX_STEPS);
        requireRange("--repeats", repeats, MAX_REPEATS);
        model.require(spec());
        if (model.makesWeights() && trims.contains(Trim.CONVERTED_WEIGHTS)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--full-size converts weights at each call anyway; leave " + Trim.CONVERTED_WEIGHTS + " out");
        }
        try (Progress progress = Progress.on(err())) {
            progress.stage(model.opening());
            TrimBenchmark.Settings settings = new TrimBenchmark.Settings(
                    GenerationOptions.defaults().withSteps(steps), repeats, !model.takesMinutes(), chosen());
            return outcome(TrimBenchmark.run(model::open, settings, progress::stage));
        }
    }

    private List<Trim> chosen() {
        return Arrays.stream(Trim.values())
                .filter(trim -> trims.isEmpty() || trims.contains(trim))
                .filter(trim -> trim != Trim.CONVERTED_WEIGHTS || !model.makesWeights())
                .toList();
    }

    private Outcome outcome(List<TrimBenchmark.Row> rows) {
        int threads = LibTorch.load().threads();
        ObjectNode json = Json.object();
        json.put("precision", model.precision());
        json.put("threads", threads);
        json.put("steps", steps);
        json.put("repeats", repeats);
        ArrayNode list = json.putArray("trims");
        Table table = new Table("saving", ">ms with", ">ms without", ">gain", ">first step", ">views", "results");
        for (TrimBenchmark.Row row : rows) {
            RunResult.Difference difference = row.difference();
            table.row(
                    row.trim().toString(),
                    decimals(row.with().median()),
                    decimals(row.without().median()),
                    String.format(Locale.ROOT, "%+.1f%%", row.gain() * PERCENT),
                    distance(difference.firstStep()),
                    distance(difference.views()),
                    verdict(difference));
            ObjectNode node = list.addObject();
            node.put("name", row.trim().toString());
            add(node.putObject("with"), row.with());
            add(node.putObject("without"), row.without());
            Json.number(node, "gain", row.gain());
            Json.number(node, "firstStepDistance", difference.firstStep());
            Json.number(node, "largestDifferenceOfViews", difference.views());
            node.put("results", verdict(difference));
        }
        String line = System.lineSeparator();
        String text = String.format(
                        Locale.ROOT,
                        "Milliseconds of a step with all savings and without one; medians of %d runs of %d steps each, in"
                                + " turns; %s, %d threads.",
                        repeats,
                        steps,
                        model.precision(),
                        threads)
                + line
                + "What differs: the first step's prediction, relative to its length, and a number of the final views, at"
                + " most; 0 is bit for bit. Steps amplify rounding."
                + line
                + line
                + table;
        boolean lossless = rows.stream().allMatch(row -> row.difference().isRounding(model.dtype()));
        return new Outcome(lossless ? ExitCode.OK : ExitCode.BEYOND_TOLERANCE, text, json);
    }

    private String verdict(RunResult.Difference difference) {
        if (difference.isNone()) {
            return "same";
        }
        return difference.isRounding(model.dtype()) ? "rounding" : "DIFFERENT";
    }

    private static void add(ObjectNode json, Timing millis) {
        Json.number(json, "medianMillis", millis.median());
        Json.number(json, "minMillis", millis.min());
        Json.number(json, "maxMillis", millis.max());
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String distance(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
}
