package org.ouroboros3d.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.model.SamplerModules;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Every trim of the built-in model: without it the loop does more work and gives the same. */
class TrimTest {
    private static final int STEPS = 2;

    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(STEPS);

    /** What is computed in another order, or in batches of another size, which may be convolved in other blocks. */
    private static final Set<Trim> ROUNDING = EnumSet.of(
            Trim.ADAPTERS_SHARED,
            Trim.CAMERAS_SHARED,
            Trim.TIMES_PREPARED,
            Trim.TIME_SHARED,
            Trim.FUSED_ATTENTION,
            Trim.THREADED_PRODUCTS,
            Trim.CHANNELS_LAST,
            Trim.CONVERTED_WEIGHTS);

    /** Relative to the prediction's length; a step has some hundred layers. */
    private static final double FIRST_STEP = 1e-5;

    /** The rasterizer's hard decisions amplify rounding from step to step. */
    private static final double VIEWS = 1e-3;

    @Test
    void noTrimChangesTheResult() {
        long live = Tensor.liveCount();
        List<String> progress = new ArrayList<>();
        List<TrimBenchmark.Row> rows = TrimBenchmark.run(
                () -> LoopModel.open(Device.CPU, ModelOptions.defaults()),
                new TrimBenchmark.Settings(OPTIONS, 1, false, List.of(Trim.values())),
                progress::add);
        assertThat(rows.stream().map(TrimBenchmark.Row::trim)).containsExactly(Trim.values());
        assertThat(progress).hasSize(Trim.values().length + 2);
        for (TrimBenchmark.Row row : rows) {
            String name = row.trim().toString();
            assertThat(row.with().median()).as(name).isPositive();
            assertThat(row.without().median()).as(name).isPositive();
            if (ROUNDING.contains(row.trim())) {
                assertThat(row.difference().firstStep()).as(name).isLessThan(FIRST_STEP);
                assertThat(row.difference().views()).as(name).isLessThan(VIEWS);
            } else {
                assertThat(row.difference()).as(name).matches(RunResult.Difference::isNone);
            }
        }
        assertThat(Tensor.liveCount()).isEqualTo(live);
    }

    /** Counts calls, and the objects that they are given. */
    private static final class CountingDenoiser implements MultiViewDenoiser {
        long cameras;
        long times;
        long feedback;
        private final MultiViewDenoiser denoiser;

        CountingDenoiser(MultiViewDenoiser denoiser) {
            this.denoiser = denoiser;
        }

        @Override
        public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
            cameras += c2w.size(0);
            return denoiser.prepareCameras(c2w, intrinsics, height, width);
        }

        @Override
        public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
            times++;
            return denoiser.prepareTimes(device, timesteps, addedTimeIds);
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            feedback += colors.size(0);
            return denoiser.encodeFeedback(colors, coordinates);
        }

        @Override
        public Tensor denoise(
                Tensor sample,
                PreparedTimes noiseLevel,
                Tensor encoderHiddenStates,
                PreparedCameras prepared,
                FeedbackFeatures features) {
            return denoiser.denoise(sample, noiseLevel, encoderHiddenStates, prepared, features);
        }
    }

    @Test
    void withoutATrimItsWorkIsDone() {
        try (LoopModel model = LoopModel.open(Device.CPU, ModelOptions.defaults())) {
            CountingDenoiser denoiser = new CountingDenoiser(model.modules().denoiser());
            long[] decoded = new long[1];
            SamplerModules counted = model.modules().withDenoiser(denoiser).withLatentDecoder(latents -> {
                decoded[0]++;
                return model.modules().latentDecoder().decode(latents);
            });
            Supplier<List<Long>> counts =
                    () -> List.of(denoiser.cameras, denoiser.times, denoiser.feedback, decoded[0]);
            run(model, counted, OPTIONS);
            assertThat(counts.get()).containsExactly(1L, 1L, 2L, 2L);
            run(model, Trim.ADAPTERS_SHARED.undoneIn(counted, STEPS), OPTIONS);
            assertThat(counts.get()).containsExactly(2L, 2L, 6L, 4L);
            run(model, Trim.CAMERAS_SHARED.undoneIn(counted, STEPS), OPTIONS);
            assertThat(counts.get()).containsExactly(4L, 3L, 8L, 6L);
            run(model, Trim.CAMERAS_PREPARED.undoneIn(counted, STEPS), OPTIONS);
            assertThat(counts.get()).containsExactly(6L, 4L, 10L, 8L);
            run(model, Trim.TIMES_PREPARED.undoneIn(counted, STEPS), OPTIONS);
            assertThat(counts.get()).containsExactly(7L, 6L, 12L, 10L);
            run(model, Trim.LAST_DECODE_REUSED.undoneIn(counted, STEPS), OPTIONS);
            assertThat(counts.get()).containsExactly(8L, 7L, 14L, 13L);
        }
    }

    @Test
    void aStepWithOneBranchReadsTheFirstHalf() {
        GenerationOptions unguided = OPTIONS.withSteps(1).withGuidance(new LinearGuidance(1, 1));
        try (LoopModel model = LoopModel.open(Device.CPU, ModelOptions.defaults())) {
            float[] expected = run(model, model.modules(), unguided);
            for (Trim trim : new Trim[] {Trim.ADAPTERS_SHARED, Trim.CAMERAS_SHARED}) {
                assertThat(run(model, trim.undoneIn(model.modules(), 1), unguided))
                        .as(trim.toString())
                        .containsExactly(expected, within((float) VIEWS));
            }
        }
    }

    private static float[] run(LoopModel model, SamplerModules modules, GenerationOptions options) {
        try (TensorScope scope = TensorScope.open()) {
            SamplerOutput output =
                    new RecursiveSampler(modules, options).sample(model.input(model.anyObject(), options), step -> {});
            return output.images().toFloatArray();
        }
    }

    @Test
    void aDifferenceIsThatOfTheFirstStepAndTheLargestOfTheViews() {
        RunResult run = new RunResult(new float[] {3, 4}, new float[] {0.5f, 1});
        RunResult other = new RunResult(new float[] {3, 4.5f}, new float[] {0, 0.75f});
        RunResult.Difference difference = run.differenceFrom(other);
        assertThat(difference.firstStep()).isCloseTo(0.1, within(1e-12));
        assertThat(difference.views()).isEqualTo(0.5);
        assertThat(difference.isNone()).isFalse();
        assertThat(difference.isRounding(DType.BFLOAT16)).isFalse();
        assertThat(new RunResult.Difference(1e-3, 0.1).isRounding(DType.FLOAT16))
                .isTrue();
        assertThat(new RunResult.Difference(1e-3, 0.1).isRounding(DType.FLOAT32))
                .isFalse();
        assertThat(run.differenceFrom(run).isNone()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new TrimBenchmark.Settings(OPTIONS, 0, false, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrimBenchmark.Settings(OPTIONS.withFeedbackEvery(2), 1, false, List.of()))
                .withMessageContaining("every step");
    }
}
