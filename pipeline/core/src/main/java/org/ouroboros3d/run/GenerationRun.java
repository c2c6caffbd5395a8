package org.ouroboros3d.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.graph.StepGraphs;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.jfr.FlightRecorder;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.render.GaussianFinish;
import org.ouroboros3d.sample.Fence;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.sample.StepPipeline;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.tensor.Transfers;

/** One loop with a loaded model, on the model's thread, for all requests of a batch. */
public final class GenerationRun {
    private final LoadedModel model;
    private final Optional<StepGraphs> graphs;
    private final Supplier<Fence> fences;
    private final GenerationBatch batch;
    private final GenerationOptions options;
    private StepPreviews previews;

    /**
     * A run that has not begun.
     *
     * @param fences makes one behind what this thread has enqueued on the model's device
     */
    public GenerationRun(
            LoadedModel model, Optional<StepGraphs> graphs, Supplier<Fence> fences, GenerationBatch batch) {
        this.model = model;
        this.graphs = graphs;
        this.fences = fences;
        this.batch = batch;
        this.options = batch.options();
    }

    /**
     * {@return what each request asked for, in their order}
     *
     * @throws java.util.concurrent.CancellationException if nobody wants a result any more
     */
    public List<Generation> run() {
        batch.requireWanted(0);
        long toDevice = Transfers.hostToDeviceBytes();
        long toHost = Transfers.deviceToHostBytes();
        try (TensorScope scope = TensorScope.open();
                StepPipeline pipeline = new StepPipeline(fences, this::finishedStep)) {
            StageTimes times =
                    new StageTimes(new StageEvents(batch, model.device().isHost(), pipeline::finished));
            previews = new StepPreviews(scope, model.device());
            SamplerInput input = SamplerInput.of(
                    batch.subjects(),
                    options.cameras(),
                    model.info().imageSize(),
                    model.vae().latents(),
                    model.device());
            batch.progress(0);
            // Fetched after the last step: a copy to the host waits for the device.
            List<Tensor> stepGaussians = new ArrayList<>();
            SamplerOutput output = sampler().sample(input, times, step -> {
                if (options.stepGaussians() && step.index() + 1 < options.steps()) {
                    step.reconstruction()
                            .ifPresent(made -> stepGaussians.add(scope.adopt(Shapes.clone(made.gaussians()))));
                }
                if (batch.wantsPreviews()) {
                    step.reconstruction().ifPresent(made -> previews.add(step.index(), made.rendered()));
                }
                // Behind the step and its copy, and outside of what graphs record.
                pipeline.enqueued();
                if (step.index() + 1 < options.steps()) {
                    batch.requireWanted(pipeline.finished());
                }
            });
            pipeline.drain();
            List<Generation> results = new ArrayList<>();
            for (int b = 0; b < input.objects(); b++) {
                int object = b;
                GaussianCloud last = times.time("finish", () -> finished(output.gaussians(), object));
                results.add(new Generation(
                        pictures(output.images(), b),
                        pictures(output.rendered().color(), b),
                        pictures(output.rendered().ccm(), b),
                        last,
                        options.stepGaussians() ? steps(stepGaussians, b, last) : List.of(),
                        times.seconds(),
                        Transfers.hostToDeviceBytes() - toDevice,
                        Transfers.deviceToHostBytes() - toHost));
            }
            return results;
        }
    }

    private void finishedStep(int done) {
        batch.progress(done, object -> previews.of(done - 1, object));
        previews.release(done - 1);
    }

    /** {@return an object of {@code [B, N, 14]} on the heap, as it leaves the model} */
    private GaussianCloud finished(Tensor gaussians, int object) {
        return new GaussianFinish(model.info(), model.modules().detail(), options.cameras())
                .apply(
                        Shapes.narrow(gaussians, 0, object, 1),
                        batch.subjects().get(object).object());
    }

    private RecursiveSampler sampler() {
        RecursiveSampler sampler = new RecursiveSampler(model.modules(), options);
        return graphs.map(sampler::with).orElse(sampler);
    }

    /** {@return the 3D models of an object after the earlier steps, each {@code [B, N, 14]}, and the last} */
    private List<GaussianCloud> steps(List<Tensor> earlier, int object, GaussianCloud last) {
        return Stream.concat(earlier.stream().map(step -> finished(step, object)), Stream.of(last))
                .toList();
    }

    /** {@return one picture for each view of an object of {@code [B, V, 3, S, S]}} */
    private static List<Image> pictures(Tensor views, int object) {
        try (TensorScope scope = TensorScope.open()) {
            return ImageTensors.toImages(Shapes.select(views, 0, object));
        }
    }

    /**
     * Tells the requests of a batch and the flight recorder of the stages, and stops the run before a stage when no request is
     * left: on the host a stage takes as long as its computation. A device only has it enqueued, and is stopped between steps.
     */
    private static final class StageEvents implements StageTimes.Listener {
        private final GenerationBatch batch;
        private final boolean onHost;
        private final IntSupplier finishedSteps;
        private final Deque<FlightRecorder.Span> spans = new ArrayDeque<>();

        StageEvents(GenerationBatch batch, boolean onHost, IntSupplier finishedSteps) {
            this.batch = batch;
            this.onHost = onHost;
            this.finishedSteps = finishedSteps;
        }

        @Override
        public void begin(String stage) {
            if (onHost) {
                batch.requireWanted(finishedSteps.getAsInt());
            }
            batch.stage(stage);
            spans.push(FlightRecorder.stage(stage));
        }

        @Override
        public void end(String stage) {
            spans.pop().end("ENDED", batch.requests().size());
        }
    }
}
