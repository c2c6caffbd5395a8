package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Times whole runs of the loop whose steps are CUDA graphs beside runs whose steps are not, and compares what both give.
 * Neither is waited for between its stages.
 */
final class GraphBenchmark {
    private final LoopModel model;
    private final GenerationOptions options;
    private final int repeats;
    private final LoopBenchmark.Progress progress;

    GraphBenchmark(LoopModel model, LoopBenchmark.Settings settings, LoopBenchmark.Progress progress) {
        this.model = model;
        this.options = settings.options();
        this.repeats = settings.repeats();
        this.progress = progress;
    }

    /** What a run that is repeated gives, as numbers that outlive it. */
    private record Kept(Tensor images, Tensor gaussians) {}

    /** Measures: steps are recorded with one noise and repeated with others. */
    GraphFigures run() {
        try (TensorScope scope = TensorScope.open();
                StepGraphs graphs = StepGraphs.on(model.device())) {
            RecursiveSampler eager = new RecursiveSampler(model.modules(), options);
            RecursiveSampler recorded = eager.with(graphs);
            progress.begins("Recording CUDA graphs");
            Timing recording = timed(recorded, options.seed(), 1);
            progress.begins("Comparing repeated steps with computed ones");
            long seed = options.seed() + 1;
            Kept expected = kept(eager, seed);
            Kept actual = kept(recorded, seed);
            progress.begins("Timing runs without CUDA graphs");
            Timing without = timed(eager, seed, repeats);
            progress.begins("Timing runs with CUDA graphs");
            Timing with = timed(recorded, seed, repeats);
            return new GraphFigures(
                    graphs.recordedSteps(),
                    recording,
                    without,
                    with,
                    distance(actual.images(), expected.images()),
                    distance(actual.gaussians(), expected.gaussians()));
        }
    }

    private Kept kept(RecursiveSampler sampler, long seed) {
        SamplerOutput output = sampler.sample(input(seed), new StageTimes(), step -> {});
        return new Kept(output.images(), output.gaussians());
    }

    private Timing timed(RecursiveSampler sampler, long seed, int runs) {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            try (TensorScope scope = TensorScope.open()) {
                SamplerInput input = input(seed);
                DeviceWait.on(model.device());
                long start = System.nanoTime();
                sampler.sample(input, new StageTimes(), step -> {});
                DeviceWait.on(model.device());
                nanos.add(System.nanoTime() - start);
            }
        }
        return Timing.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private SamplerInput input(long seed) {
        return model.input(model.anyObject(), options.withSeed(seed));
    }

    /** The length of the difference relative to the length of what is expected. */
    private static double distance(Tensor actual, Tensor expected) {
        return Math.sqrt(sumOfSquares(Arithmetic.sub(actual, expected)) / sumOfSquares(expected));
    }

    private static double sumOfSquares(Tensor tensor) {
        return Reductions.sum(Arithmetic.square(tensor)).toDoubleArray()[0];
    }
}
