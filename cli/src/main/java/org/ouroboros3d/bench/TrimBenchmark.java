package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.SamplerModules;
import org.ouroboros3d.ops.Shortcut;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.TensorScope;

/** Times the loop as it is and, in turns, without one of its {@linkplain Trim savings}, and compares the results. */
public final class TrimBenchmark {
    private TrimBenchmark() {}

    /**
     * How to measure.
     *
     * @param options of the runs, which reconstruct at every step
     * @param repeats timed runs of each kind
     * @param warmUp whether a run of each kind that is not timed goes before them
     * @param trims what to leave out, one after the other
     */
    public record Settings(GenerationOptions options, int repeats, boolean warmUp, List<Trim> trims) {
        /** Copies the list and checks the repeats. */
        public Settings {
            trims = List.copyOf(trims);
            if (repeats < 1) {
                throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
            }
            if (options.feedback() == Feedback.NONE || options.feedbackEvery() != 1) {
                throw new IllegalArgumentException("runs must reconstruct at every step, and feedback "
                        + options.feedback() + " after every " + options.feedbackEvery() + ". step does not");
            }
        }
    }

    /**
     * What one saving is worth.
     *
     * @param trim the saving
     * @param with milliseconds of a step of the loop as it is: of a whole run, divided by its steps, so that what is done
     *     once a run counts with its share
     * @param without the same for the loop that does without the saving
     * @param difference between the two results
     */
    public record Row(Trim trim, Timing with, Timing without, RunResult.Difference difference) {
        /** {@return how much longer a step takes without the saving, as a share of its time with it; of medians} */
        public double gain() {
            return without.median() / with.median() - 1;
        }
    }

    /**
     * Measures.
     *
     * @param source opens the model
     */
    public static List<Row> run(Supplier<LoopModel> source, Settings settings, LoopBenchmark.Progress progress) {
        try (LoopModel model = source.get()) {
            Variant whole = new Variant(model, model.modules(), settings.options(), Optional.empty());
            List<Row> rows = new ArrayList<>();
            for (Trim trim : settings.trims()) {
                if (trim.isMadeByLoading()) {
                    progress.begins("Loading the model without " + trim);
                    try (LoopModel other = opened(source, trim)) {
                        rows.add(compare(trim, whole, without(trim, other, settings), settings, progress));
                    }
                } else {
                    rows.add(compare(trim, whole, without(trim, model, settings), settings, progress));
                }
            }
            return rows;
        }
    }

    private static LoopModel opened(Supplier<LoopModel> source, Trim without) {
        try (Shortcut.Detour detour = without.shortcut().orElseThrow().avoid()) {
            return source.get();
        }
    }

    private static Variant without(Trim trim, LoopModel model, Settings settings) {
        SamplerModules undone =
                trim.undoneIn(model.modules(), settings.options().steps());
        return new Variant(model, undone, settings.options(), trim.shortcut());
    }

    private static Row compare(
            Trim trim, Variant whole, Variant without, Settings settings, LoopBenchmark.Progress progress) {
        if (settings.warmUp()) {
            progress.begins("Warming up for " + trim);
            whole.run();
            without.run();
        }
        int repeats = settings.repeats();
        long[] with = new long[repeats];
        long[] longer = new long[repeats];
        RunResult.Difference difference = null;
        for (int i = 0; i < repeats; i++) {
            progress.begins("Timing " + trim + ", run " + (i + 1) + " of " + repeats);
            // Each goes first half of the time.
            boolean wholeFirst = i % 2 == 0;
            Run first = wholeFirst ? whole.run() : without.run();
            Run second = wholeFirst ? without.run() : whole.run();
            Run saving = wholeFirst ? first : second;
            Run undone = wholeFirst ? second : first;
            with[i] = saving.nanosPerStep();
            longer[i] = undone.nanosPerStep();
            difference = saving.result().differenceFrom(undone.result());
        }
        return new Row(trim, Timing.ofNanos(with), Timing.ofNanos(longer), difference);
    }

    private record Run(long nanosPerStep, RunResult result) {}

    /** One way to compute the loop. */
    private record Variant(
            LoopModel model, SamplerModules modules, GenerationOptions options, Optional<Shortcut> avoided) {
        Run run() {
            if (avoided.isEmpty()) {
                return timed();
            }
            try (Shortcut.Detour detour = avoided.get().avoid()) {
                return timed();
            }
        }

        private Run timed() {
            try (TensorScope scope = TensorScope.open()) {
                SamplerInput input = model.input(model.anyObject(), options);
                List<float[]> predictions = new ArrayList<>();
                DeviceWait.on(model.device());
                long start = System.nanoTime();
                SamplerOutput output = new RecursiveSampler(modules, options).sample(input, step -> {
                    if (step.index() == 0) {
                        predictions.add(step.predOriginalSample().toFloatArray());
                    }
                });
                DeviceWait.on(model.device());
                long nanos = System.nanoTime() - start;
                return new Run(
                        nanos / options.steps(),
                        new RunResult(predictions.getFirst(), output.images().toFloatArray()));
            }
        }
    }
}
