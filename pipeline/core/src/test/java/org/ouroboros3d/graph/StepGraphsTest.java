package org.ouroboros3d.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.model.StageTimes;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.queue.QueuedGeneration;
import org.ouroboros3d.run.GenerationRun;
import org.ouroboros3d.sample.CudaDevice;
import org.ouroboros3d.sample.Fence;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.sample.TinyLoop;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Which tensors go into recorded steps and out of them, which steps are recorded, and what happens where recording is
 * refused. On the host nothing can be recorded: {@link Again} computes the recorded work again, from the same tensors
 * into the same tensors.
 */
class StepGraphsTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(3);

    private static final List<SamplerInput.Subject> ONE = List.of(new SamplerInput.Subject(half(60), 1));
    private static final List<SamplerInput.Subject> OTHER = List.of(new SamplerInput.Subject(half(200), 2));

    /** Stands in for a device: repeats work by running it. */
    private static final class Again implements GraphCapture {
        final List<String> calls = new ArrayList<>();
        int refuseFrom = Integer.MAX_VALUE;
        boolean lost;
        int open;

        @Override
        public void run(Runnable work) {
            calls.add("run");
            work.run();
        }

        @Override
        public Graph capture(Runnable work) {
            if (count("capture") >= refuseFrom) {
                throw new IllegalStateException("not capturable");
            }
            calls.add("capture");
            open++;
            return new Graph() {
                @Override
                public void replay() {
                    if (lost) {
                        throw new IllegalStateException("memory is gone");
                    }
                    calls.add("replay");
                    work.run();
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }

        long count(String call) {
            return calls.stream().filter(call::equals).count();
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    /** What a run gives, and what its observer saw. */
    private static final class Seen {
        final float[] images;
        final float[] gaussians;
        final float[] renders;
        final float[] ccm;
        final List<float[]> steps;

        Seen(SamplerOutput output, List<float[]> steps) {
            this.images = output.images().toFloatArray();
            this.gaussians = output.gaussians().toFloatArray();
            this.renders = output.rendered().color().toFloatArray();
            this.ccm = output.rendered().ccm().toFloatArray();
            this.steps = steps;
        }

        void isSameAs(Seen other) {
            assertSame("images", images, other.images);
            assertSame("gaussians", gaussians, other.gaussians);
            assertSame("renders", renders, other.renders);
            assertSame("ccm", ccm, other.ccm);
            assertThat(steps).hasSameSizeAs(other.steps);
            for (int i = 0; i < steps.size(); i++) {
                assertSame("result " + i + " of the steps", steps.get(i), other.steps.get(i));
            }
        }

        private static void assertSame(String name, float[] actual, float[] expected) {
            assertThat(Arrays.mismatch(actual, expected))
                    .as("first number of %s that differs, of %d", name, expected.length)
                    .isEqualTo(-1);
        }
    }

    private static Seen run(LoadedModel model, RecursiveSampler sampler, List<SamplerInput.Subject> subjects) {
        try (TensorScope scope = TensorScope.open()) {
            SamplerOutput output = output(model, sampler, subjects, new ArrayList<>());
            return new Seen(output, List.of());
        }
    }

    private static Seen observed(LoadedModel model, RecursiveSampler sampler, List<SamplerInput.Subject> subjects) {
        try (TensorScope scope = TensorScope.open()) {
            List<float[]> steps = new ArrayList<>();
            return new Seen(output(model, sampler, subjects, steps), steps);
        }
    }

    private static SamplerOutput output(
            LoadedModel model, RecursiveSampler sampler, List<SamplerInput.Subject> subjects, List<float[]> steps) {
        SamplerInput input = SamplerInput.of(
                subjects,
                OPTIONS.cameras(),
                model.info().imageSize(),
                model.vae().latents(),
                model.device());
        return sampler.sample(input, step -> {
            steps.add(step.predOriginalSample().toFloatArray());
            step.reconstruction()
                    .ifPresent(made -> steps.add(made.rendered().depth().toFloatArray()));
        });
    }

    private static RecursiveSampler sampler(LoadedModel model, GenerationOptions options) {
        return new RecursiveSampler(model.modules(), options);
    }

    @Test
    void repeatedStepsComputeFromTheInputsOfTheirRun() {
        // Every second step reconstructs, and the last: their results lie in different tensors.
        for (GenerationOptions options : List.of(OPTIONS, OPTIONS.withSteps(4).withFeedbackEvery(2))) {
            Again capture = new Again();
            try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults())) {
                // The rasterizer's scratch is made by its first rendering, and stays.
                run(model, sampler(model, options), ONE);
                long before = Tensor.liveCount();
                try (StepGraphs graphs = new StepGraphs(capture)) {
                    RecursiveSampler plain = sampler(model, options);
                    RecursiveSampler recorded = plain.with(graphs);
                    observed(model, recorded, ONE).isSameAs(observed(model, plain, ONE));
                    assertThat(graphs.recordedSteps()).isEqualTo(options.steps());
                    assertThat(capture.count("replay")).isZero();
                    observed(model, recorded, OTHER).isSameAs(observed(model, plain, OTHER));
                    observed(model, recorded, ONE).isSameAs(observed(model, plain, ONE));
                    assertThat(capture.count("run")).isEqualTo(options.steps());
                    assertThat(capture.count("capture")).isEqualTo(options.steps());
                    assertThat(capture.count("replay")).isEqualTo(2L * options.steps());
                    assertThat(graphs.isGivenUp()).isFalse();
                }
                assertThat(capture.open).isZero();
                assertThat(capture.calls).endsWith("close");
                assertThat(Tensor.liveCount()).as("live tensors").isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReconstructorsFirstViewIsAnInputOfItsStep(ReconstructorInput input) {
        Again capture = new Again();
        List<SamplerInput.Subject> two = List.of(ONE.getFirst(), OTHER.getFirst());
        List<SamplerInput.Subject> swapped = two.reversed();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            RecursiveSampler plain = new RecursiveSampler(model.modules().withReconstructorInput(input), OPTIONS);
            for (List<SamplerInput.Subject> subjects : List.of(ONE, OTHER, two, swapped)) {
                observed(model, plain.with(graphs), subjects).isSameAs(observed(model, plain, subjects));
            }
            assertThat(capture.count("capture")).isEqualTo(2L * OPTIONS.steps());
            assertThat(capture.count("replay")).isEqualTo(2L * OPTIONS.steps());
        }
    }

    @Test
    void resultsOutliveTheRunAfterThem() {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(new Again());
                TensorScope scope = TensorScope.open()) {
            RecursiveSampler recorded = sampler(model, OPTIONS).with(graphs);
            run(model, recorded, ONE);
            SamplerOutput kept = output(model, recorded, ONE, new ArrayList<>());
            Seen before = new Seen(kept, List.of());
            run(model, recorded, OTHER);
            new Seen(kept, List.of()).isSameAs(before);
        }
    }

    @Test
    void severalObjectsAndOtherOptionsAreRecordedOnTheirOwn() {
        Again capture = new Again();
        List<SamplerInput.Subject> two = List.of(ONE.getFirst(), OTHER.getFirst());
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            GenerationOptions partly =
                    OPTIONS.withGuidance(LinearGuidance.official().during(0.4, 0.7));
            for (int repetition = 0; repetition < 2; repetition++) {
                run(model, sampler(model, OPTIONS).with(graphs), ONE)
                        .isSameAs(run(model, sampler(model, OPTIONS), ONE));
                run(model, sampler(model, OPTIONS).with(graphs), two)
                        .isSameAs(run(model, sampler(model, OPTIONS), two));
                run(model, sampler(model, partly).with(graphs), ONE).isSameAs(run(model, sampler(model, partly), ONE));
            }
            assertThat(capture.count("capture")).isEqualTo(3L * OPTIONS.steps());
            assertThat(capture.count("replay")).isEqualTo(3L * OPTIONS.steps());
        }
    }

    /** What the denoiser is told of it is an input of a step, like the picture with the noise. */
    @Test
    void anotherStrengthOfTheImagesNoiseIsNoOtherGraph() {
        Again capture = new Again();
        GenerationOptions noisier = OPTIONS.withNoiseAugStrength(0.4);
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            Seen usual = run(model, sampler(model, OPTIONS).with(graphs), ONE);
            Seen other = run(model, sampler(model, noisier).with(graphs), ONE);
            other.isSameAs(run(model, sampler(model, noisier), ONE));
            assertThat(other.images).isNotEqualTo(usual.images);
            assertThat(capture.count("capture")).isEqualTo(OPTIONS.steps());
            assertThat(capture.count("replay")).isEqualTo(OPTIONS.steps());
        }
    }

    @Test
    void theLoopUsedLongestAgoMakesRoom() {
        Again capture = new Again();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            for (int steps : new int[] {1, 2, 3, 4, 1, 5}) {
                run(model, sampler(model, OPTIONS.withSteps(steps)).with(graphs), ONE);
            }
            assertThat(graphs.recordedSteps())
                    .as("loops of 3, 4, 1 and 5 steps")
                    .isEqualTo(3 + 4 + 1 + 5);
            assertThat(capture.open).isEqualTo(3 + 4 + 1 + 5);
            assertThat(capture.count("replay")).isEqualTo(1);
        }
    }

    @Test
    void whereRecordingIsRefusedStepsAreComputedAsUsual() {
        Again capture = new Again();
        capture.refuseFrom = 1;
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults())) {
            run(model, sampler(model, OPTIONS), ONE);
            long before = Tensor.liveCount();
            try (StepGraphs graphs = new StepGraphs(capture)) {
                RecursiveSampler plain = sampler(model, OPTIONS);
                Seen expected = observed(model, plain, ONE);
                observed(model, plain.with(graphs), ONE).isSameAs(expected);
                assertThat(graphs.isGivenUp()).isTrue();
                assertThat(graphs.recordedSteps()).isZero();
                observed(model, plain.with(graphs), ONE).isSameAs(expected);
            }
            assertThat(capture.calls).containsExactly("run", "capture", "run", "close");
            assertThat(capture.open).isZero();
            assertThat(Tensor.liveCount()).as("live tensors").isEqualTo(before);
        }
    }

    @Test
    void whereAGraphCannotBeRepeatedAnyMoreItsStepIsComputedAsUsual() {
        Again capture = new Again();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            RecursiveSampler plain = sampler(model, OPTIONS);
            run(model, plain.with(graphs), ONE);
            Seen expected = observed(model, plain, OTHER);
            try (TensorScope scope = TensorScope.open()) {
                List<float[]> steps = new ArrayList<>();
                SamplerInput input = SamplerInput.of(
                        OTHER,
                        OPTIONS.cameras(),
                        model.info().imageSize(),
                        model.vae().latents(),
                        model.device());
                SamplerOutput output = plain.with(graphs).sample(input, step -> {
                    steps.add(step.predOriginalSample().toFloatArray());
                    step.reconstruction()
                            .ifPresent(made -> steps.add(made.rendered().depth().toFloatArray()));
                    // In the middle of the run: the first step was repeated.
                    capture.lost = true;
                });
                new Seen(output, steps).isSameAs(expected);
            }
            assertThat(capture.count("replay")).isEqualTo(1);
            assertThat(graphs.isGivenUp()).isTrue();
            assertThat(capture.open).isZero();
        }
    }

    @Test
    void forgottenStepsAreRecordedAnew() {
        Again capture = new Again();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            RecursiveSampler plain = sampler(model, OPTIONS);
            run(model, plain.with(graphs), ONE);
            graphs.forget();
            assertThat(graphs.recordedSteps()).isZero();
            assertThat(capture.open).isZero();
            run(model, plain.with(graphs), OTHER).isSameAs(run(model, plain, OTHER));
            assertThat(capture.count("capture")).isEqualTo(2L * OPTIONS.steps());
            assertThat(capture.count("replay")).isZero();
            assertThat(graphs.isGivenUp()).isFalse();
        }
    }

    @Test
    void aGenerationWithGraphsIsTheOneWithout() {
        GenerationOptions options = OPTIONS.withStepGaussians(true);
        Again capture = new Again();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            for (int grey : new int[] {60, 200}) {
                GenerationBatch batch = new GenerationBatch(
                        List.of(QueuedGeneration.running(GenerationRequest.of(half(grey), options))));
                Supplier<Fence> fences = Fence.on(model.device());
                Generation expected = new GenerationRun(model, Optional.empty(), fences, batch)
                        .run()
                        .getFirst();
                Generation actual = new GenerationRun(model, Optional.of(graphs), fences, batch)
                        .run()
                        .getFirst();
                assertThat(actual.views()).isEqualTo(expected.views());
                assertThat(actual.renders()).isEqualTo(expected.renders());
                assertThat(actual.ccm()).isEqualTo(expected.ccm());
                assertThat(actual.stepGaussians()).usingRecursiveComparison().isEqualTo(expected.stepGaussians());
                assertThat(actual.stepGaussians()).hasSize(options.steps());
                assertThat(Arrays.equals(
                                actual.gaussians().means(), expected.gaussians().means()))
                        .isTrue();
            }
            assertThat(capture.count("replay")).isEqualTo(options.steps());
        }
    }

    @Test
    void whatAStepThrowsIsThrownAndNothingIsCaptured() {
        Again capture = new Again();
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(capture)) {
            Networks broken = model.modules().withLatentDecoder(latents -> {
                throw new IllegalArgumentException("broken");
            });
            RecursiveSampler sampler = new RecursiveSampler(broken, OPTIONS).with(graphs);
            assertThatThrownBy(() -> run(model, sampler, ONE)).hasMessage("broken");
            assertThat(capture.calls).containsExactly("run");
            assertThat(graphs.isGivenUp()).isFalse();
        }
    }

    @Test
    void theHostHasNoGraphs() {
        assertThatThrownBy(() -> StepGraphs.on(Device.CPU))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
        ModelOptions options = ModelOptions.defaults().withCudaGraphs(true);
        assertThatThrownBy(() -> Ouroboros3D.open(Device.CPU, options)).isInstanceOf(IllegalArgumentException.class);
        assertThat(options.withMaxBatch(2)
                        .withMaxWaiting(3)
                        .withPrecision(Precision.BF16)
                        .cudaGraphs())
                .isTrue();
        assertThat(ModelOptions.defaults().cudaGraphs()).isFalse();
    }

    @Test
    void repeatedStepsAreAStageOfTheirOwn() {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                StepGraphs graphs = new StepGraphs(new Again());
                TensorScope scope = TensorScope.open()) {
            RecursiveSampler recorded = sampler(model, OPTIONS).with(graphs);
            run(model, recorded, ONE);
            StageTimes times = new StageTimes();
            SamplerInput input = SamplerInput.of(
                    ONE,
                    OPTIONS.cameras(),
                    model.info().imageSize(),
                    model.vae().latents(),
                    model.device());
            recorded.sample(input, times, step -> {});
            Map<String, Double> seconds = times.seconds();
            assertThat(seconds).containsOnlyKeys("condition", "adapters", StepGraphs.STAGE);
        }
    }

    @Test
    @Tag("gpu")
    void graphsGiveWhatTheStepsGive() {
        Device cuda = CudaDevice.orSkip();
        for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            try (LoadedModel model =
                            LoadedModel.open(cuda, ModelOptions.defaults().withPrecision(precision));
                    StepGraphs graphs = StepGraphs.on(cuda)) {
                RecursiveSampler plain = sampler(model, OPTIONS);
                run(model, plain.with(graphs), ONE);
                assertThat(graphs.recordedSteps()).isEqualTo(OPTIONS.steps());
                for (List<SamplerInput.Subject> subjects : List.of(OTHER, ONE)) {
                    Seen expected = run(model, plain, subjects);
                    Seen repeated = run(model, plain.with(graphs), subjects);
                    // The same kernels; where a library chooses another by the stream, the rasterizer amplifies
                    // rounding.
                    assertThat(TinyLoop.relativeError(repeated.images, expected.images))
                            .isLessThan(1e-3);
                    assertThat(TinyLoop.relativeError(repeated.gaussians, expected.gaussians))
                            .isLessThan(1e-2);
                    assertThat(TinyLoop.relativeError(repeated.renders, expected.renders))
                            .isLessThan(1e-2);
                }
                assertThat(graphs.isGivenUp()).isFalse();
            }
        }
    }

    @Test
    @Tag("gpu")
    void aStepThatReadsFromTheDeviceIsNotRecordedAndComputedAllTheSame() {
        Device cuda = CudaDevice.orSkip();
        try (LoadedModel model = LoadedModel.open(cuda, ModelOptions.defaults());
                StepGraphs graphs = StepGraphs.on(cuda)) {
            LatentDecoder decoder = model.modules().latentDecoder();
            Networks reading = model.modules().withLatentDecoder(latents -> {
                latents.toFloatArray();
                return decoder.decode(latents);
            });
            RecursiveSampler plain = new RecursiveSampler(reading, OPTIONS);
            Seen expected = run(model, plain, ONE);
            Seen fallenBack = run(model, plain.with(graphs), ONE);
            assertThat(graphs.isGivenUp()).isTrue();
            assertThat(TinyLoop.relativeError(fallenBack.images, expected.images))
                    .isLessThan(1e-3);
        }
    }

    /** A picture whose left half is grey, on white. */
    private static Image half(int grey) {
        int size = 64;
        byte[] rgb = new byte[3 * size * size];
        Arrays.fill(rgb, (byte) 255);
        for (int i = 0; i < rgb.length; i++) {
            if (i / 3 % size < size / 2) {
                rgb[i] = (byte) grey;
            }
        }
        return Image.of(size, size, 3, rgb);
    }
}
