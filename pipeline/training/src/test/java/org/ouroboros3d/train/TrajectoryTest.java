package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.diffusion.EulerDiscreteScheduler;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Steps of training that begin where the denoiser's own guess leads to. */
class TrajectoryTest {
    private static JointObjective objective(Feedback feedback) {
        return new JointObjective(
                new ConditioningDropout(0),
                feedback,
                new ImageLoss(ImageLoss.Pixels.L2, 0, ImageLoss.Perceptual.NONE),
                1,
                true,
                new LossWeights(5));
    }

    /** Draws with an Euler step from level {@code index} of each object's schedule. */
    private static StepDraws draws(StepDraws drawn, SchedulerConfig config, int[] steps, int[] index) {
        List<Double> above = new ArrayList<>();
        List<Double> sigmas = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            EulerDiscreteScheduler schedule = new EulerDiscreteScheduler(config, steps[i]);
            above.add((double) schedule.sigma(index[i]));
            sigmas.add((double) schedule.sigma(index[i] + 1));
        }
        return new StepDraws(
                drawn.latentNoise(),
                drawn.encodeNoise(),
                drawn.conditionNoise(),
                drawn.conditionEncodeNoise(),
                sigmas,
                above,
                drawn.conditionSigmas(),
                drawn.dropout(),
                drawn.selfConditioned());
    }

    private static void assertClose(Tensor actual, Tensor expected, double relative) {
        double largest = Reductions.max(Arithmetic.abs(expected)).item();
        assertThat(largest).isPositive();
        assertThat((double) Reductions.max(Arithmetic.abs(Arithmetic.sub(actual, expected)))
                        .item())
                .isLessThanOrEqualTo(relative * largest);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void latentsAreWhatTheSamplersEulerStepMakesOfTheGuess(boolean selfConditioned) throws IOException {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                Rasterizer rasterizer = Rasterizer.create();
                TrainingFixture fixture = new TrainingFixture()) {
            TrainingModules modules = fixture.model.modules();
            SchedulerConfig config = modules.networks().scheduler();
            int[] steps = {5, 8};
            int[] index = {1, 4};
            StepDraws draws = draws(fixture.draws(selfConditioned), config, steps, index);
            try (JointPass pass = new JointPass(modules, rasterizer, fixture.batch, draws, objective(Feedback.BOTH))) {
                for (int i = 0; i < steps.length; i++) {
                    EulerDiscreteScheduler schedule = new EulerDiscreteScheduler(config, steps[i]);
                    Tensor start = Arithmetic.addScaled(
                            Shapes.narrow(pass.task().latents(), 0, i, 1),
                            Shapes.narrow(draws.latentNoise(), 0, i, 1),
                            schedule.sigma(index[i]));
                    Tensor expected = schedule.step(Shapes.narrow(pass.firstPrediction(), 0, i, 1), index[i], start)
                            .prevSample();
                    assertClose(Shapes.narrow(pass.task().noisy(), 0, i, 1), expected, 1e-5);
                    assertThat(pass.task().timesteps()[i]).isEqualTo(schedule.timestep(index[i] + 1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTrainedPredictionIsTheSamplersOfItsSecondStep(Feedback feedback) throws IOException {
        int steps = 5;
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                Rasterizer rasterizer = Rasterizer.create();
                TrainingFixture fixture = new TrainingFixture()) {
            Networks networks = fixture.model.modules().networks();
            EulerDiscreteScheduler schedule = new EulerDiscreteScheduler(networks.scheduler(), steps);
            TrainingBatch object = new TrainingBatch(
                    Shapes.narrow(fixture.batch.images(), 0, 0, 1),
                    List.of(fixture.batch.views().getFirst()));
            StepDraws exact = exactConditions(fixture.draws(true), networks.scheduler(), steps);
            List<Tensor> sampled = new ArrayList<>();
            Tensor trained;
            Tensor start;
            try (JointPass pass =
                    new JointPass(fixture.model.modules(), rasterizer, object, exact, objective(feedback))) {
                trained = pass.secondPrediction().orElseThrow();
                start = Arithmetic.addScaled(pass.task().latents(), exact.latentNoise(), schedule.sigma(0));
            }
            GenerationOptions options = GenerationOptions.defaults()
                    .withSteps(steps)
                    .withFeedback(feedback)
                    .withGuidance(new LinearGuidance(1, 1))
                    .withNoiseAugStrength(0);
            SamplerInput input = new SamplerInput(
                    object.conditionImages(),
                    exact.conditionNoise(),
                    Arithmetic.div(start, schedule.initNoiseSigma()),
                    object.views().getFirst());
            new RecursiveSampler(networks, options)
                    .sample(input, step -> sampled.add(scope.adopt(Shapes.clone(step.guided()))));
            assertClose(trained, sampled.get(1), 1e-4);
        }
    }

    /** The first object's draws for a condition without noise, on the trajectory from the first level to the second. */
    private static StepDraws exactConditions(StepDraws drawn, SchedulerConfig config, int steps) {
        long frames = drawn.latentNoise().size(1);
        return draws(
                new StepDraws(
                        Shapes.narrow(drawn.latentNoise(), 0, 0, 1),
                        Shapes.narrow(drawn.encodeNoise(), 0, 0, frames),
                        Shapes.narrow(drawn.conditionNoise(), 0, 0, 1),
                        Creation.zerosLike(Shapes.narrow(drawn.conditionEncodeNoise(), 0, 0, 1)),
                        List.of(1.0),
                        List.of(0.0),
                        List.of(0.5),
                        true),
                config,
                new int[] {steps},
                new int[] {0});
    }

    /** One step's gradients, those of the denoiser's loss alone. */
    private static Map<String, Tensor> gradients(TrainingFixture fixture, StepDraws draws, List<Tensor> noise) {
        JointObjective denoiser = new JointObjective(
                new ConditioningDropout(0),
                Feedback.NONE,
                new ImageLoss(ImageLoss.Pixels.L2, 0, ImageLoss.Perceptual.NONE),
                0,
                false,
                new LossWeights(5));
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create();
                JointPass pass = new JointPass(fixture.model.modules(), rasterizer, fixture.batch, draws, denoiser)) {
            pass.backward();
            Tensor added = Arithmetic.sub(pass.task().noisy(), pass.task().latents());
            float[] sigmas = {
                draws.sigmas().get(0).floatValue(), draws.sigmas().get(1).floatValue()
            };
            noise.add(scope.moveToOuter(Arithmetic.div(added, Tensor.of(sigmas, 2, 1, 1, 1, 1))));
        }
        return fixture.gradients();
    }

    @Test
    void gradientsAreThoseOfTheSameLatentsMadeByNoise() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture own = new TrainingFixture();
                TrainingFixture plain = new TrainingFixture()) {
            SchedulerConfig config = own.model.modules().networks().scheduler();
            StepDraws drawn = own.draws(false);
            StepDraws draws = draws(drawn, config, new int[] {4, 6}, new int[] {1, 2});
            List<Tensor> noise = new ArrayList<>();
            Map<String, Tensor> expected = gradients(own, draws, noise);
            StepDraws same = new StepDraws(
                    noise.getFirst(),
                    drawn.encodeNoise(),
                    drawn.conditionNoise(),
                    drawn.conditionEncodeNoise(),
                    draws.sigmas(),
                    drawn.conditionSigmas(),
                    drawn.dropout(),
                    false);
            Map<String, Tensor> actual = gradients(plain, same, noise);
            double length = GradientNorm.of(List.copyOf(expected.values()));
            assertThat(length).isPositive();
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, gradient) -> assertThat(
                            (double) Reductions.norm(Arithmetic.sub(actual.get(name), gradient))
                                    .item())
                    .as(name)
                    .isLessThanOrEqualTo(1e-4 * length));
        }
    }

    @Test
    void theDenoiserStageTrainsOnTheSameLatents() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            TrainingModules modules = fixture.model.modules();
            DrawSource source = new DrawSource(
                    new HostNoise(3),
                    LogNormal.LATENTS,
                    LogNormal.CONDITION,
                    0,
                    Optional.of(new Trajectories(1, modules.networks().scheduler())));
            ConditioningDropout dropout = new ConditioningDropout(0);
            LossWeights weights = new LossWeights(5);
            DenoiserStage stage =
                    new DenoiserStage(fixture.parameters, modules, fixture.model.vae(), dropout, weights, source);
            StepDraws draws = source.draws(
                    2,
                    fixture.batch,
                    fixture.model.vae().latentChannels(),
                    fixture.model.vae().downsampling());
            assertThat(draws.onTrajectory()).isTrue();
            double expected;
            try (GradMode off = GradMode.disabled();
                    Rasterizer rasterizer = Rasterizer.create();
                    JointPass pass =
                            new JointPass(modules, rasterizer, fixture.batch, draws, objective(Feedback.NONE))) {
                expected = pass.losses().terms().get("diffusion");
            }
            assertThat(stage.accumulate(fixture.batch, 2, 1).total()).isEqualTo(expected);
        }
    }

    @Test
    void levelsAreNeighborsInASchedule() {
        SchedulerConfig config = new SchedulerConfig(0.002, 100, SchedulerConfig.TimestepSpacing.LEADING);
        Map<Float, List<Float>> below = new TreeMap<>();
        int pairs = 0;
        for (int steps = SamplerLevels.MIN_STEPS; steps <= SamplerLevels.MAX_STEPS; steps++) {
            EulerDiscreteScheduler schedule = new EulerDiscreteScheduler(config, steps);
            for (int i = 0; i + 1 < steps; i++) {
                below.computeIfAbsent(schedule.sigma(i), above -> new ArrayList<>())
                        .add(schedule.sigma(i + 1));
                pairs++;
            }
        }
        Trajectories always = new Trajectories(1, config);
        List<LevelStep> drawn = Stream.iterate(0L, step -> step + 1)
                .limit(300)
                .flatMap(step -> always.draw(new RowDraws(new HostNoise(5), 0, 2), step).stream())
                .toList();
        assertThat(drawn)
                .hasSize(600)
                .allSatisfy(
                        levels -> assertThat(below.get((float) levels.above())).contains((float) levels.sigma()));
        assertThat(drawn.stream().distinct().count()).isEqualTo(pairs);
    }

    @Test
    void theShareOfTheStepsIsAsGiven() {
        Trajectories third = new Trajectories(0.3, SchedulerConfig.svd());
        long on = Stream.iterate(0L, step -> step + 1)
                .limit(1000)
                .filter(step ->
                        !third.draw(new RowDraws(new HostNoise(5), 0, 1), step).isEmpty())
                .count();
        assertThat(on).isBetween(250L, 350L);
        assertThat(new Trajectories(0, SchedulerConfig.svd()).draw(new RowDraws(new HostNoise(5), 0, 3), 7))
                .isEmpty();
        assertThatThrownBy(() -> new Trajectories(1.1, SchedulerConfig.svd())).hasMessageContaining("1.1");
        assertThatThrownBy(() -> new LevelStep(1, 1)).hasMessageContaining("1.0 to 1.0");
    }
}
