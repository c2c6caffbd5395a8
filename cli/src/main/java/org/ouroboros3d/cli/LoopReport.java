package org.ouroboros3d.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.ouroboros3d.bench.ComputeRates;
import org.ouroboros3d.bench.GraphFigures;
import org.ouroboros3d.bench.LoopBenchmark;
import org.ouroboros3d.bench.StepCounters;

/**
 * What {@code bench loop} measured.
 *
 * @param lowVram whether networks were loaded only while they computed
 * @param cudaGraphs null unless they were asked for
 */
record LoopReport(
        String model,
        long parameters,
        int imageSize,
        String device,
        int threads,
        String precision,
        boolean lowVram,
        int steps,
        int repeats,
        Rates rates,
        List<Stage> stages,
        Stage step,
        List<Counts> counts,
        long mostLiveTensors,
        OptionalLong javaBytesPerStep,
        OptionalLong peakResidentBytes,
        @JsonInclude(JsonInclude.Include.NON_NULL) Graphs cudaGraphs)
        implements Outcome {
    private static final double TERA = 1e12;
    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;
    private static final double PERCENT = 100;

    /** Of the machine. */
    record Rates(double matrixProductTflops, double convolutionTflops) {
        static Rates of(ComputeRates rates) {
            return new Rates(rates.matrixProduct() / TERA, rates.convolution() / TERA);
        }
    }

    /** @param peakResidentBytes of the process during the stage; null where the system does not tell */
    record Stage(
            String name,
            double medianMillis,
            double minMillis,
            double maxMillis,
            double tflop,
            double tflops,
            double floorMillis,
            double shareOfFloor,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long peakResidentBytes) {
        static Stage of(LoopBenchmark.Stage stage, Long peak) {
            return new Stage(
                    stage.name(),
                    stage.millis().median(),
                    stage.millis().min(),
                    stage.millis().max(),
                    stage.flop() / TERA,
                    stage.rate() / TERA,
                    stage.floorMillis(),
                    stage.shareOfFloor(),
                    peak);
        }

        private void addTo(Table table) {
            boolean arithmetic = tflop > 0;
            table.row(
                    name,
                    Table.fixed(1, medianMillis),
                    Table.fixed(1, minMillis),
                    Table.fixed(1, maxMillis),
                    arithmetic ? Table.fixed(4, tflop) : "",
                    arithmetic ? Table.fixed(3, tflops) : "",
                    arithmetic ? Table.fixed(1, floorMillis) : "",
                    arithmetic ? Table.fixed(0, shareOfFloor * PERCENT) + "%" : "",
                    peakResidentBytes == null ? "" : Table.fixed(1, peakResidentBytes / MEGA));
        }
    }

    /** What a step copies and makes, from the first call of the denoiser to the last rendering. */
    record Counts(long hostToDeviceBytes, long deviceToHostBytes, long withinHostBytes, long tensorsMade) {
        static Counts of(StepCounters.Counts counts) {
            return new Counts(
                    counts.hostToDeviceBytes(),
                    counts.deviceToHostBytes(),
                    counts.withinHostBytes(),
                    counts.tensorsMade());
        }
    }

    /** Whole runs with CUDA graphs and without, which nothing waits for in between. */
    record Graphs(
            int recordedSteps,
            boolean agree,
            double recordingMillis,
            double withoutMillis,
            double withMillis,
            double gain,
            double viewDistance,
            double gaussianDistance,
            @JsonIgnore GraphFigures figures) {
        static Graphs of(GraphFigures graphs) {
            return new Graphs(
                    graphs.recordedSteps(),
                    graphs.agree(),
                    graphs.recording().median(),
                    graphs.without().median(),
                    graphs.with().median(),
                    graphs.gain(),
                    graphs.viewDistance(),
                    graphs.gaussianDistance(),
                    graphs);
        }

        private String text() {
            if (recordedSteps == 0) {
                return "CUDA graphs: recording was refused, for the reason above; all runs were computed as usual.";
            }
            Table table = new Table("a whole run", ">ms", ">min", ">max");
            table.row("steps computed", figures.without());
            table.row("steps computed and recorded", figures.recording());
            table.row("steps repeated as CUDA graphs", figures.with());
            return table
                    + System.lineSeparator()
                    + String.format(
                            Locale.ROOT,
                            "%.2f times as fast with CUDA graphs. Relative distance of the results: %.1e in the views,"
                                    + " %.1e in the Gaussians.",
                            gain,
                            viewDistance,
                            gaussianDistance);
        }
    }

    @Override
    public int exitCode() {
        if (cudaGraphs == null || (cudaGraphs.recordedSteps > 0 && cudaGraphs.agree)) {
            return ExitCode.OK;
        }
        return cudaGraphs.recordedSteps == 0 ? ExitCode.ENVIRONMENT : ExitCode.BEYOND_TOLERANCE;
    }

    @Override
    public String text() {
        Table table = new Table(
                "stage", ">ms", ">min", ">max", ">TFLOP", ">TFLOP/s", ">roofline, ms", ">roofline / time", ">peak, MB");
        stages.forEach(stage -> stage.addTo(table));
        step.addTo(table);
        String line = System.lineSeparator();
        return String.format(
                        Locale.ROOT,
                        "%s on %s, %s: %d parameters, views of %dx%d pixels, %d steps, %d threads, %d runs",
                        model,
                        device,
                        precision,
                        parameters,
                        imageSize,
                        imageSize,
                        steps,
                        threads,
                        repeats)
                + line
                + String.format(
                        Locale.ROOT,
                        "The roofline is arithmetic at %.3f TFLOP/s in matrix products and %.3f in convolutions,"
                                + " measured here. The condition is made once a run, the other stages once a step.",
                        rates.matrixProductTflops,
                        rates.convolutionTflops)
                + line
                + line
                + table
                + line
                + line
                + counters()
                + (cudaGraphs == null ? "" : line + line + cudaGraphs.text());
    }

    private Table counters() {
        Table table = new Table("a step, at most", ">");
        table.row("copied to the device, bytes", most(Counts::hostToDeviceBytes));
        table.row("copied from the device, bytes", most(Counts::deviceToHostBytes));
        table.row("would be copied on a device, bytes", most(Counts::withinHostBytes));
        table.row("tensors made", most(Counts::tensorsMade));
        table.row("tensors open at once, weights included", String.valueOf(mostLiveTensors));
        javaBytesPerStep.ifPresent(bytes -> table.row("allocated by Java, kB (median)", Table.fixed(1, bytes / KILO)));
        peakResidentBytes.ifPresent(
                bytes -> table.row("peak resident memory of the process, MB", Table.fixed(1, bytes / MEGA)));
        return table;
    }

    private String most(ToLongFunction<Counts> count) {
        return String.valueOf(counts.stream().mapToLong(count).max().orElse(0));
    }
}
