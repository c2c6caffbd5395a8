package org.ouroboros3d.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.LatentFeedback;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

public class RecursiveSamplerTest {
    private static final int STEPS = 4;

    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(STEPS);

    /**
     * A batch of one and a batch of two may be convolved in other blocks, and {@code u + 1 (c - u)} is c only up to
     * rounding; the rasterizer's hard decisions amplify that from step to step.
     */
    private static final double ROUNDING = 1e-5;

    private static final double AFTER_THE_LOOP = 1e-3;

    /** Notes what it is asked, and answers as another does. */
    private static final class NotedDenoiser implements MultiViewDenoiser {
        final List<Long> batches = new ArrayList<>();
        final List<Long> feedbackBatches = new ArrayList<>();
        int cameras;
        final List<float[]> schedules = new ArrayList<>();
        final List<float[]> ids = new ArrayList<>();
        final List<float[]> prepared = new ArrayList<>();
        final List<float[]> seen = new ArrayList<>();
        SchedulerConfig noiseLevels;
        private final boolean alwaysBothBranches;
        private MultiViewDenoiser denoiser;

        NotedDenoiser(boolean alwaysBothBranches) {
            this.alwaysBothBranches = alwaysBothBranches;
        }

        Networks in(Networks modules) {
            denoiser = modules.denoiser();
            noiseLevels = modules.scheduler();
            return modules.withDenoiser(this);
        }

        @Override
        public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
            cameras++;
            return denoiser.prepareCameras(c2w, intrinsics, height, width);
        }

        @Override
        public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
            schedules.add(timesteps);
            ids.add(addedTimeIds);
            PreparedTimes times = denoiser.prepareTimes(device, timesteps, addedTimeIds);
            for (int i = 0; i < timesteps.length; i++) {
                prepared.add(Shapes.narrow(times.embeddings(), 0, i, 1).toFloatArray());
            }
            return times;
        }

        @Override
        public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
            feedbackBatches.add(colors.size(0));
            return denoiser.encodeFeedback(colors, coordinates);
        }

        @Override
        public Tensor denoise(DenoiserInput input) {
            batches.add(input.sample().size(0));
            seen.add(input.times().embeddings().toFloatArray());
            if (!alwaysBothBranches) {
                return denoiser.denoise(input);
            }
            try (TensorScope scope = TensorScope.open()) {
                Tensor noisy =
                        Shapes.narrow(input.sample(), 2, 0, input.sample().size(2) / 2);
                Tensor image = Shapes.narrow(
                        input.sample(),
                        2,
                        input.sample().size(2) / 2,
                        input.sample().size(2) / 2);
                Tensor both = Shapes.cat(
                        List.of(LinearGuidance.forBothBranches(noisy), LinearGuidance.withUnconditional(image)), 2);
                Tensor prediction = denoiser.denoise(new DenoiserInput(
                        both,
                        input.times(),
                        LinearGuidance.withUnconditional(input.encoderHiddenStates()),
                        input.cameras(),
                        input.feedback()));
                Tensor ones = new LinearGuidance(1, 1)
                        .scales((int) input.sample().size(1), input.sample().device());
                return scope.moveToOuter(LinearGuidance.combine(prediction, ones));
            }
        }
    }

    private static TinyLoop.Result run(GenerationOptions options, UnaryOperator<Networks> change) {
        return TinyLoop.run(Precision.FP32, options, change);
    }

    @Test
    void withoutGuidanceOneBranchGivesWhatTwoGive() {
        GenerationOptions unguided = OPTIONS.withGuidance(new LinearGuidance(1, 1));
        NotedDenoiser one = new NotedDenoiser(false);
        NotedDenoiser two = new NotedDenoiser(true);
        TinyLoop.Result trimmed = run(unguided, one::in);
        TinyLoop.Result whole = run(unguided, two::in);
        assertThat(one.batches).isEqualTo(Collections.nCopies(STEPS, 1L));
        double first = TinyLoop.relativeError(trimmed.predictions.getFirst(), whole.predictions.getFirst());
        assertThat(first).isLessThan(ROUNDING);
        assertThat(TinyLoop.relativeError(trimmed.images, whole.images)).isLessThan(AFTER_THE_LOOP);
        assertThat(TinyLoop.relativeError(trimmed.renders, whole.renders)).isLessThan(AFTER_THE_LOOP);
    }

    @Test
    void guidanceOfAPartOfTheStepsHasTwoBranchesThere() {
        NotedDenoiser noted = new NotedDenoiser(false);
        TinyLoop.Result part =
                run(OPTIONS.withGuidance(LinearGuidance.official().during(0.25, 0.75)), noted::in);
        assertThat(noted.batches).containsExactly(1L, 2L, 2L, 1L);
        TinyLoop.Result whole = run(OPTIONS, UnaryOperator.identity());
        assertThat(TinyLoop.relativeError(part.predictions.getFirst(), whole.predictions.getFirst()))
                .as("the first step is not guided")
                .isGreaterThan(ROUNDING);
    }

    @Test
    void bothBranchesShareCamerasAndFeedback() {
        NotedDenoiser noted = new NotedDenoiser(false);
        run(OPTIONS, noted::in);
        assertThat(noted.batches).isEqualTo(Collections.nCopies(STEPS, 2L));
        assertThat(noted.cameras).isEqualTo(1);
        // Zeros before the first step, then the maps of every step but the last.
        assertThat(noted.feedbackBatches).isEqualTo(Collections.nCopies(STEPS, 1L));
    }

    @Test
    void theTimesOfAllStepsArePreparedOnce() {
        NotedDenoiser noted = new NotedDenoiser(false);
        run(OPTIONS, noted::in);
        EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(noted.noiseLevels, STEPS);
        float[] schedule = new float[STEPS];
        for (int i = 0; i < STEPS; i++) {
            schedule[i] = scheduler.timestep(i);
        }
        assertThat(noted.schedules).containsExactly(schedule);
        assertThat(noted.ids).containsExactly(new float[] {6, 127, (float) OPTIONS.noiseAugStrength()});
        assertThat(noted.prepared).doesNotHaveDuplicates();
        assertThat(noted.seen).as("a row for each step").containsExactlyElementsOf(noted.prepared);
    }

    @Test
    void objectsInOneLoopAreWhatTheyAreAlone() {
        List<SamplerInput.Subject> subjects = List.of(
                new SamplerInput.Subject(half(60), 1),
                new SamplerInput.Subject(half(200), 2),
                new SamplerInput.Subject(half(130), 3));
        for (GenerationOptions options : List.of(OPTIONS, OPTIONS.withGuidance(new LinearGuidance(1, 1)))) {
            TinyLoop.Result together = TinyLoop.run(subjects, options);
            for (int i = 0; i < subjects.size(); i++) {
                TinyLoop.Result alone = TinyLoop.run(List.of(subjects.get(i)), options);
                assertThat(part(together.predictions.getFirst(), i, alone.predictions.getFirst()))
                        .isLessThan(ROUNDING);
                assertThat(part(together.images, i, alone.images)).isLessThan(AFTER_THE_LOOP);
                assertThat(part(together.gaussians, i, alone.gaussians)).isLessThan(AFTER_THE_LOOP);
                assertThat(part(together.renders, i, alone.renders)).isLessThan(AFTER_THE_LOOP);
            }
        }
    }

    /** How far object {@code i} of a batch is from the same object alone. */
    private static double part(float[] together, int i, float[] alone) {
        float[] own = Arrays.copyOfRange(together, i * alone.length, (i + 1) * alone.length);
        return TinyLoop.relativeError(own, alone);
    }

    /** A picture whose left half is grey, on white. */
    private static Image half(int grey) {
        int size = 64;
        byte[] rgb = new byte[3 * size * size];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % size < size / 2 ? grey : 255);
        }
        return Image.of(size, size, 3, rgb);
    }

    /** Above the noise level the Euler step heads for the encoded renderings, below it for the prediction. */
    @Test
    void latentFeedbackReplacesThePredictionAtHighNoise() {
        double between = 5;
        GenerationOptions replaced = OPTIONS.withLatentFeedback(new LatentFeedback(1, between));
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                TensorScope scope = TensorScope.open()) {
            Networks networks = model.modules();
            EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(networks.scheduler(), STEPS);
            List<Boolean> followed = new ArrayList<>();
            SamplerInput input = TinyLoop.input(model);
            Tensor[] latents = {Arithmetic.mul(input.latentNoise(), scheduler.initNoiseSigma())};
            new RecursiveSampler(networks, replaced).sample(input, step -> {
                Tensor colors = step.reconstruction().orElseThrow().rendered().color();
                Tensor encoded = Arithmetic.mul(
                        networks.latentEncoder()
                                .encode(Shapes.flatten(Arithmetic.add(Arithmetic.mul(colors, 2), -1), 0, 1)),
                        networks.latentEncoder().scalingFactor());
                float[] towards = scheduler
                        .stepTowards(Shapes.unsqueeze(encoded, 0), step.index(), latents[0])
                        .toFloatArray();
                followed.add(TinyLoop.relativeError(step.prevSample().toFloatArray(), towards) < ROUNDING);
                latents[0] = scope.adopt(Shapes.clone(step.prevSample()));
            });
            List<Boolean> high = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                high.add(i + 1 < STEPS && scheduler.sigma(i) > between);
            }
            assertThat(high).contains(true).contains(false);
            assertThat(followed).isEqualTo(high);
        }
    }

    @Test
    void latentFeedbackOfWeightZeroChangesNothing() {
        TinyLoop.Result plain = run(OPTIONS, UnaryOperator.identity());
        TinyLoop.Result off = run(OPTIONS.withLatentFeedback(new LatentFeedback(0, 0)), UnaryOperator.identity());
        assertThat(off.images).isEqualTo(plain.images);
        TinyLoop.Result half = run(OPTIONS.withLatentFeedback(new LatentFeedback(0.5, 0)), UnaryOperator.identity());
        assertThat(half.images).isNotEqualTo(plain.images);
    }
}
