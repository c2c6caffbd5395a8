package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.HookHandle;
import org.ouroboros3d.tensor.TensorScope;

/** Times whole runs of the recursive loop, stage by stage, and compares them with what the machine could do. */
public final class LoopBenchmark {
    /** The stage that a run has once, before its steps. */
    private static final String CONDITION = "condition";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private LoopBenchmark() {}

    /**
     * How to measure.
     *
     * @param options of the runs
     * @param repeats timed runs
     * @param warmUp whether a run that counts operators, and one that counts copies and allocations, go before them; without
     *     it the first timed run does both, which is for models whose steps take minutes on the host
     * @param cudaGraphs whether runs with CUDA graphs are timed as well, on a CUDA device
     */
    public record Settings(GenerationOptions options, int repeats, boolean warmUp, boolean cudaGraphs) {
        /** Checks the repeats. */
        public Settings {
            if (repeats < 1) {
                throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
            }
        }
    }

    /**
     * A stage, in one run of it.
     *
     * @param name as the loop calls it
     * @param millis what it takes
     * @param flop of convolutions, matrix products and attention
     * @param floorMillis what this arithmetic alone would take at the machine's measured rates
     */
    public record Stage(String name, Timing millis, double flop, double floorMillis) {
        /** {@return floating-point operations a second} */
        public double rate() {
            return flop * MILLIS_PER_SECOND / millis.median();
        }

        /** {@return the floor as a share of the time, 1 being as fast as the machine computes} */
        public double shareOfFloor() {
            return floorMillis / millis.median();
        }
    }

    /**
     * What came out.
     *
     * @param stages of a step, and {@code condition}, which a run has once
     * @param step a whole step, what lies between its stages included
     * @param counts of every step of one run
     * @param javaBytes that a step allocates on the Java heap, the median over steps; empty without a warm-up, as observing
     *     operators allocates too
     * @param mostLiveTensors open at the end of a stage, weights included
     * @param rates that the floors come from
     * @param peakResidentBytes of the process up to now; empty where the system does not tell
     * @param stagePeakBytes of the process during each stage, see {@link StagePeaks}; empty where the system does not tell
     * @param cudaGraphs what they gain; empty unless they were asked for
     */
    public record Result(
            List<Stage> stages,
            Stage step,
            List<StepCounters.Counts> counts,
            OptionalLong javaBytes,
            long mostLiveTensors,
            ComputeRates rates,
            OptionalLong peakResidentBytes,
            Map<String, Long> stagePeakBytes,
            Optional<GraphFigures> cudaGraphs) {}

    /** Is told how far the measurement is. */
    @FunctionalInterface
    public interface Progress {
        /** Something begins. */
        void begins(String what);
    }

    /**
     * Measures.
     *
     * @param dtype that the floor is measured in: the type of the networks
     */
    public static Result run(LoopModel model, DType dtype, Settings settings, Progress progress) {
        try (TensorScope scope = TensorScope.open()) {
            progress.begins("Measuring the machine's rates");
            ComputeRates rates = ComputeRates.measure(model.device(), dtype);
            SamplerInput input = model.input(model.anyObject(), settings.options());
            RecursiveSampler sampler = new RecursiveSampler(model.modules(), settings.options());
            LoopRecorder recorder = new LoopRecorder();
            StepCounters counters = new StepCounters();
            StagePeaks peaks = new StagePeaks();
            if (settings.warmUp()) {
                progress.begins("Counting operators");
                observed(sampler, input, recorder, new StageTimes(recorder.stageListener(), peaks));
                progress.begins("Counting copies and allocations");
                sample(sampler, input, new StageTimes(counters));
            }
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < settings.repeats(); i++) {
                progress.begins("Timing run " + (i + 1) + " of " + settings.repeats());
                boolean counts = i == 0 && !settings.warmUp();
                runs.add(
                        counts
                                ? counted(model.device(), sampler, input, recorder, counters, peaks)
                                : timed(model.device(), sampler, input));
            }
            Optional<GraphFigures> graphs = settings.cudaGraphs()
                    ? Optional.of(new GraphBenchmark(model, settings, progress).run())
                    : Optional.empty();
            return new Summary(settings, recorder.profiles(), runs, rates).result(counters, peaks, graphs);
        }
    }

    /** Seconds of a run, and of each of its stages. */
    private record Run(double seconds, Map<String, Double> stages) {}

    private static Run timed(Device device, RecursiveSampler sampler, SamplerInput input) {
        StageTimes times = new StageTimes(waiting(device));
        return timed(device, times, () -> sample(sampler, input, times));
    }

    /** A timed run that counts as well. */
    private static Run counted(
            Device device,
            RecursiveSampler sampler,
            SamplerInput input,
            LoopRecorder recorder,
            StepCounters counters,
            StagePeaks peaks) {
        StageTimes times = new StageTimes(recorder.stageListener(), counters, peaks);
        return timed(device, times, () -> observed(sampler, input, recorder, times));
    }

    private static Run timed(Device device, StageTimes times, Runnable sampling) {
        DeviceWait.on(device);
        long start = System.nanoTime();
        sampling.run();
        DeviceWait.on(device);
        return new Run((System.nanoTime() - start) / NANOS_PER_SECOND, times.seconds());
    }

    /** Makes a stage's time that of its computation and not of its launch. */
    private static StageTimes.Listener waiting(Device device) {
        return new StageTimes.Listener() {
            @Override
            public void begin(String stage) {
                DeviceWait.on(device);
            }

            @Override
            public void end(String stage) {
                DeviceWait.on(device);
            }
        };
    }

    private static void observed(
            RecursiveSampler sampler, SamplerInput input, LoopRecorder recorder, StageTimes times) {
        try (HookHandle handle = HookHandle.register(recorder.operatorHook())) {
            sample(sampler, input, times);
        }
    }

    private static void sample(RecursiveSampler sampler, SamplerInput input, StageTimes times) {
        try (TensorScope scope = TensorScope.open()) {
            sampler.sample(input, times, step -> {});
        }
    }

    /** Turns runs into one result. */
    private record Summary(Settings settings, Map<String, StageProfile> profiles, List<Run> runs, ComputeRates rates) {
        Result result(StepCounters counters, StagePeaks peaks, Optional<GraphFigures> graphs) {
            List<Stage> stages = new ArrayList<>();
            for (String name : runs.getFirst().stages().keySet()) {
                StageProfile profile = profiles.get(name);
                stages.add(
                        stage(name, profile, profile.runs(), run -> run.stages().get(name)));
            }
            StageProfile inSteps = profiles.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(CONDITION))
                    .map(Map.Entry::getValue)
                    .reduce(StageProfile.NONE, StageProfile::plus);
            Stage step = stage(
                    "step",
                    inSteps,
                    settings.options().steps(),
                    run -> run.seconds() - run.stages().get(CONDITION));
            List<StepCounters.Counts> counts = counters.steps();
            return new Result(
                    stages,
                    step,
                    counts,
                    settings.warmUp() ? OptionalLong.of(median(counts)) : OptionalLong.empty(),
                    counters.mostLiveTensors(),
                    rates,
                    peaks.whole(),
                    peaks.bytes(),
                    graphs);
        }

        private Stage stage(String name, StageProfile profile, long count, ToDoubleFunction<Run> seconds) {
            long[] nanos = runs.stream()
                    .mapToLong(run -> Math.round(seconds.applyAsDouble(run) * NANOS_PER_SECOND / count))
                    .toArray();
            return new Stage(
                    name,
                    Timing.ofNanos(nanos),
                    (double) profile.total().flop() / count,
                    rates.floorSeconds(profile) * MILLIS_PER_SECOND / count);
        }

        private static long median(List<StepCounters.Counts> counts) {
            long[] sorted = counts.stream()
                    .mapToLong(StepCounters.Counts::javaBytes)
                    .sorted()
                    .toArray();
            return sorted[sorted.length / 2];
        }
    }
}
