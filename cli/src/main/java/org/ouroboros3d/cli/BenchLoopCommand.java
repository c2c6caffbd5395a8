package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.ouroboros3d.bench.ComputeRates;
import org.ouroboros3d.bench.GraphFigures;
import org.ouroboros3d.bench.LoopBenchmark;
import org.ouroboros3d.bench.LoopModel;
import org.ouroboros3d.bench.StepCounters;
import org.ouroboros3d.bench.Timing;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ouroboros3d bench loop}. */
@Command(
        name = "loop",
        description =
                "Times the steps of a generation stage by stage, with the roofline time of each: its arithmetic at the"
                        + " rates of a matrix product and a convolution, measured in the same run. Also reports bytes copied,"
                        + " tensors made, Java bytes allocated and peak memory.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench loop",
            "  ouroboros3d bench loop --steps 25 --repeats 5 --json",
            "  ouroboros3d bench loop --model runs/joint/model --precision bf16",
            "  ouroboros3d bench loop --full-size --steps 1 --repeats 1",
            "  ouroboros3d bench loop --device cuda --cuda-graphs",
        })
final class BenchLoopCommand extends CliCommand {
    private static final int MAX_STEPS = 1000;
    private static final int MAX_REPEATS = 10_000;
    private static final double TERA = 1e12;
    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;
    private static final double PERCENT = 100;

    @Mixin
    private LoopModelFlags model;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Denoising steps of a run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "3",
            description = "Timed runs, after two that count operators and copies (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Mixin
    private CudaGraphsFlag cudaGraphs;

    @Override
    Outcome run() {
        requireRange("--steps", steps, MAX_STEPS);
        requireRange("--repeats", repeats, MAX_REPEATS);
        boolean graphs = cudaGraphs.on(model.device(), spec().commandLine());
        model.require(spec());
        try (Progress progress = Progress.on(err())) {
            progress.stage(model.opening());
            try (LoopModel timed = model.open()) {
                LoopBenchmark.Settings settings = new LoopBenchmark.Settings(
                        GenerationOptions.defaults().withSteps(steps), repeats, !model.takesMinutes(), graphs);
                return outcome(timed, LoopBenchmark.run(timed, model.dtype(), settings, progress::stage));
            }
        }
    }

    private Outcome outcome(LoopModel timed, LoopBenchmark.Result result) {
        int threads = LibTorch.load().threads();
        ComputeRates rates = result.rates();
        ObjectNode json = Json.object();
        json.put("model", timed.name());
        json.put("parameters", timed.parameters());
        json.put("imageSize", timed.imageSize());
        json.put("device", timed.device().toString());
        json.put("threads", threads);
        json.put("precision", model.precision());
        json.put("lowVram", model.offload());
        json.put("steps", steps);
        json.put("repeats", repeats);
        ObjectNode measured = json.putObject("rates");
        Json.number(measured, "matrixProductTflops", rates.matrixProduct() / TERA);
        Json.number(measured, "convolutionTflops", rates.convolution() / TERA);
        Table table = new Table(
                "stage", ">ms", ">min", ">max", ">TFLOP", ">TFLOP/s", ">floor, ms", ">floor / time", ">peak, MB");
        ArrayNode stages = json.putArray("stages");
        result.stages()
                .forEach(stage -> add(
                        table,
                        stages.addObject(),
                        stage,
                        result.stagePeakBytes().get(stage.name())));
        add(table, json.putObject("step"), result.step(), null);
        String line = System.lineSeparator();
        String text = String.format(
                        Locale.ROOT,
                        "%s on %s, %s: %d parameters, views of %dx%d pixels, %d steps, %d threads, %d runs",
                        timed.name(),
                        timed.device(),
                        model.precision(),
                        timed.parameters(),
                        timed.imageSize(),
                        timed.imageSize(),
                        steps,
                        threads,
                        repeats)
                + line
                + String.format(
                        Locale.ROOT,
                        "The floor is arithmetic at %.3f TFLOP/s in matrix products and %.3f in convolutions, measured"
                                + " here. The condition is made once a run, the other stages once a step.",
                        rates.matrixProduct() / TERA,
                        rates.convolution() / TERA)
                + line
                + line
                + table
                + line
                + line
                + counts(result, json);
        if (result.cudaGraphs().isEmpty()) {
            return new Outcome(ExitCode.OK, text, json);
        }
        GraphFigures graphs = result.cudaGraphs().get();
        String all = text + line + line + graphs(graphs, json.putObject("cudaGraphs"));
        if (graphs.recordedSteps() == 0) {
            return new Outcome(ExitCode.ENVIRONMENT, all, json);
        }
        return new Outcome(graphs.agree() ? ExitCode.OK : ExitCode.BEYOND_TOLERANCE, all, json);
    }

    /** Whole runs with CUDA graphs and without, which nothing waits for in between. */
    private static String graphs(GraphFigures graphs, ObjectNode json) {
        json.put("recordedSteps", graphs.recordedSteps());
        json.put("agree", graphs.agree());
        Json.number(json, "recordingMillis", graphs.recording().median());
        Json.number(json, "withoutMillis", graphs.without().median());
        Json.number(json, "withMillis", graphs.with().median());
        Json.number(json, "gain", graphs.gain());
        Json.number(json, "viewDistance", graphs.viewDistance());
        Json.number(json, "gaussianDistance", graphs.gaussianDistance());
        if (graphs.recordedSteps() == 0) {
            return "CUDA graphs: recording was refused, for the reason above; all runs were computed as usual.";
        }
        Table table = new Table("a whole run", ">ms", ">min", ">max");
        add(table, "steps computed", graphs.without());
        add(table, "steps computed and recorded", graphs.recording());
        add(table, "steps repeated as CUDA graphs", graphs.with());
        return table
                + System.lineSeparator()
                + String.format(
                        Locale.ROOT,
                        "%.2f times as fast with CUDA graphs. Relative distance of the results: %.1e in the views,"
                                + " %.1e in the Gaussians.",
                        graphs.gain(),
                        graphs.viewDistance(),
                        graphs.gaussianDistance());
    }

    private static void add(Table table, String name, Timing millis) {
        table.row(name, decimals(millis.median()), decimals(millis.min()), decimals(millis.max()));
    }

    /** @param peak bytes of the process during the stage; null where nobody knows */
    private static void add(Table table, ObjectNode json, LoopBenchmark.Stage stage, Long peak) {
        boolean arithmetic = stage.flop() > 0;
        table.row(
                stage.name(),
                decimals(stage.millis().median()),
                decimals(stage.millis().min()),
                decimals(stage.millis().max()),
                arithmetic ? String.format(Locale.ROOT, "%.4f", stage.flop() / TERA) : "",
                arithmetic ? String.format(Locale.ROOT, "%.3f", stage.rate() / TERA) : "",
                arithmetic ? decimals(stage.floorMillis()) : "",
                arithmetic ? String.format(Locale.ROOT, "%.0f%%", stage.shareOfFloor() * PERCENT) : "",
                peak == null ? "" : decimals(peak / MEGA));
        json.put("name", stage.name());
        Json.number(json, "medianMillis", stage.millis().median());
        Json.number(json, "minMillis", stage.millis().min());
        Json.number(json, "maxMillis", stage.millis().max());
        Json.number(json, "tflop", stage.flop() / TERA);
        Json.number(json, "tflops", stage.rate() / TERA);
        Json.number(json, "floorMillis", stage.floorMillis());
        Json.number(json, "shareOfFloor", stage.shareOfFloor());
        if (peak != null) {
            json.put("peakResidentBytes", peak);
        }
    }

    /** What a step copies and allocates, from the first call of the denoiser to the last rendering. */
    private static String counts(LoopBenchmark.Result result, ObjectNode json) {
        ArrayNode steps = json.putArray("counts");
        StepCounters.Counts most = new StepCounters.Counts(0, 0, 0, 0, 0);
        for (StepCounters.Counts counts : result.counts()) {
            ObjectNode row = steps.addObject();
            row.put("hostToDeviceBytes", counts.hostToDeviceBytes());
            row.put("deviceToHostBytes", counts.deviceToHostBytes());
            row.put("withinHostBytes", counts.withinHostBytes());
            row.put("tensorsMade", counts.tensorsMade());
            most = new StepCounters.Counts(
                    Math.max(most.hostToDeviceBytes(), counts.hostToDeviceBytes()),
                    Math.max(most.deviceToHostBytes(), counts.deviceToHostBytes()),
                    Math.max(most.withinHostBytes(), counts.withinHostBytes()),
                    Math.max(most.tensorsMade(), counts.tensorsMade()),
                    0);
        }
        json.put("mostLiveTensors", result.mostLiveTensors());
        Json.optional(json, "javaBytesPerStep", result.javaBytes());
        Json.optional(json, "peakResidentBytes", result.peakResidentBytes());
        Table table = new Table("a step, at most", ">");
        table.row("copied to the device, bytes", String.valueOf(most.hostToDeviceBytes()));
        table.row("copied from the device, bytes", String.valueOf(most.deviceToHostBytes()));
        table.row("would be copied on a device, bytes", String.valueOf(most.withinHostBytes()));
        table.row("tensors made", String.valueOf(most.tensorsMade()));
        table.row("tensors open at once, weights included", String.valueOf(result.mostLiveTensors()));
        result.javaBytes().ifPresent(bytes -> table.row("allocated by Java, kB (median)", decimals(bytes / KILO)));
        result.peakResidentBytes()
                .ifPresent(bytes -> table.row("peak resident memory of the process, MB", decimals(bytes / MEGA)));
        return table.toString();
    }

    private static String decimals(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
