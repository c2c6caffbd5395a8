package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class JointPassTest {
    private static final double STEP = 2e-3;

    private static JointObjective objective(double reconstructionWeight, boolean feedbackGradients) {
        return new JointObjective(
                new ConditioningDropout(0),
                Feedback.BOTH,
                new ImageLoss(ImageLoss.Pixels.L2, 0, ImageLoss.Perceptual.NONE),
                reconstructionWeight,
                feedbackGradients);
    }

    /** One step's losses, its gradients added. */
    private static StepLosses step(
            TrainingFixture fixture, TrainingModules modules, StepDraws draws, JointObjective objective) {
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create();
                JointPass pass = new JointPass(modules, rasterizer, fixture.batch, draws, objective)) {
            pass.backward();
            return pass.losses();
        }
    }

    private static double loss(TrainingFixture fixture, Rasterizer rasterizer, boolean selfConditioned) {
        try (TensorScope scope = TensorScope.open();
                JointPass pass = new JointPass(
                        fixture.model.modules(),
                        rasterizer,
                        fixture.batch,
                        fixture.draws(selfConditioned),
                        objective(1, true))) {
            return pass.losses().total();
        }
    }

    /** Moves all parameters along a direction. */
    private static void move(TrainingFixture fixture, Map<String, Tensor> direction, double distance) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            direction.forEach((name, along) ->
                    Arithmetic.addInPlace(fixture.parameters.byName().get(name), Arithmetic.mul(along, distance)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossFallsAlongItsGradientAsFastAsThatIsLong(boolean selfConditioned) throws IOException {
        try (TensorScope scope = TensorScope.open();
                Rasterizer rasterizer = Rasterizer.create();
                TrainingFixture fixture = new TrainingFixture()) {
            step(fixture, fixture.model.modules(), fixture.draws(selfConditioned), objective(1, true));
            Map<String, Tensor> gradients = fixture.gradients();
            double norm = GradientNorm.of(gradients.values().stream().toList());
            move(fixture, gradients, STEP / norm);
            double above = loss(fixture, rasterizer, selfConditioned);
            move(fixture, gradients, -2 * STEP / norm);
            double below = loss(fixture, rasterizer, selfConditioned);
            // Central differences of a float32 loss with renderings that jump at alpha 1/255.
            assertThat((above - below) / (2 * STEP)).isCloseTo(norm, within(0.02 * norm));
        }
    }

    private static double reconstructorGradient(boolean feedbackGradients) throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            step(fixture, fixture.model.modules(), fixture.draws(true), objective(0, feedbackGradients));
            double sum = 0;
            for (Map.Entry<String, Tensor> entry : fixture.gradients().entrySet()) {
                if (entry.getKey().startsWith("recon_model.")) {
                    sum += Reductions.sum(Arithmetic.abs(entry.getValue())).item();
                }
            }
            return sum;
        }
    }

    @Test
    void theDenoisersLossReachesTheReconstructorOnlyThroughTheFeedback() throws IOException {
        assertThat(reconstructorGradient(true)).isPositive();
        assertThat(reconstructorGradient(false)).isZero();
    }

    @Test
    void bfloat16ChangesLossesAndGradientsByItsRoundingOnly() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture exact = new TrainingFixture();
                TrainingFixture rounded = new TrainingFixture()) {
            StepLosses precise = step(exact, exact.model.modules(), exact.draws(true), objective(1, true));
            StepLosses brief = step(
                    rounded,
                    rounded.model.modules().in(new MixedPrecision(DType.BFLOAT16)),
                    rounded.draws(true),
                    objective(1, true));
            assertThat(brief.terms().keySet()).isEqualTo(precise.terms().keySet());
            precise.terms()
                    .forEach((term, value) -> assertThat(brief.terms().get(term))
                            .isNotEqualTo(value)
                            .isCloseTo(value, within(0.02 * value)));
            assertThat(cosine(exact.gradients(), rounded.gradients())).isGreaterThan(0.9);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checkpointsChangeNoGradient(boolean selfConditioned) throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture whole = new TrainingFixture();
                TrainingFixture again = new TrainingFixture()) {
            TrainingModules modules = whole.model.modules();
            step(whole, modules, whole.draws(selfConditioned), objective(1, true));
            step(
                    again,
                    again.model.modules().withGradientCheckpointing(true),
                    again.draws(selfConditioned),
                    objective(1, true));
            Map<String, Tensor> expected = whole.gradients();
            Map<String, Tensor> actual = again.gradients();
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            double length = GradientNorm.of(List.copyOf(expected.values()));
            expected.forEach((name, gradient) -> {
                Tensor difference = Arithmetic.abs(Arithmetic.sub(actual.get(name), gradient));
                double largest = Reductions.max(Arithmetic.abs(gradient)).item();
                // The same operators in another order of summation.
                assertThat((double) Reductions.max(difference).item())
                        .as(name)
                        .isLessThanOrEqualTo(1e-5 * largest + 1e-7 * length);
            });
        }
    }

    /** The decoded views that the reconstructor of a joint pass is given, [B F, 3, H, W]. */
    private static Tensor predictedViews(TrainingFixture fixture, ReconstructorInput input) {
        TrainingModules modules = fixture.model.modules();
        Reconstructor whole = modules.networks().reconstructor();
        List<Tensor> seen = new ArrayList<>();
        Networks networks = modules.networks()
                .withReconstructorInput(input)
                .withReconstructor((images, c2w, intrinsics, timesteps) -> {
                    seen.add(Shapes.clone(images.detach()));
                    return whole.reconstruct(images, c2w, intrinsics, timesteps);
                });
        TrainingModules noted = new TrainingModules(networks, modules.ccm(), modules.gradientCheckpointing());
        try (Rasterizer rasterizer = Rasterizer.create();
                JointPass pass =
                        new JointPass(noted, rasterizer, fixture.batch, fixture.draws(false), objective(1, true))) {
            pass.backward();
            assertThat(seen).hasSize(2);
            assertThat(seen.getLast().toFloatArray())
                    .as("views of the clean reconstruction")
                    .isEqualTo(fixture.batch.images().toFloatArray());
            return seen.getFirst();
        }
    }

    @Test
    void theTrueFirstViewReplacesTheDecodedOneOfEachObject() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            Tensor decoded = predictedViews(fixture, ReconstructorInput.DECODED);
            Tensor mixed = predictedViews(fixture, ReconstructorInput.TRUE_FIRST_VIEW);
            Tensor truth = fixture.batch.images();
            int others = fixture.batch.frames() - 1;
            assertThat(Shapes.select(mixed, 1, 0).toFloatArray())
                    .isEqualTo(Shapes.select(truth, 1, 0).toFloatArray())
                    .isNotEqualTo(Shapes.select(decoded, 1, 0).toFloatArray());
            assertThat(Shapes.narrow(mixed, 1, 1, others).toFloatArray())
                    .isEqualTo(Shapes.narrow(decoded, 1, 1, others).toFloatArray());
        }
    }

    private static double cosine(Map<String, Tensor> a, Map<String, Tensor> b) {
        assertThat(b.keySet()).isEqualTo(a.keySet());
        double dot = 0;
        for (Map.Entry<String, Tensor> entry : a.entrySet()) {
            dot += Reductions.sum(Arithmetic.mul(entry.getValue(), b.get(entry.getKey())))
                    .item();
        }
        return dot / GradientNorm.of(List.copyOf(a.values())) / GradientNorm.of(List.copyOf(b.values()));
    }

    @Test
    void conditionsAreHiddenObjectByObject() throws IOException {
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled();
                TrainingFixture fixture = new TrainingFixture()) {
            StepDraws drawn = fixture.draws(false);
            StepDraws hidden = new StepDraws(
                    drawn.latentNoise(),
                    drawn.encodeNoise(),
                    drawn.conditionNoise(),
                    drawn.conditionEncodeNoise(),
                    drawn.sigmas(),
                    drawn.conditionSigmas(),
                    List.of(0.05, 0.25),
                    false);
            DiffusionTask task =
                    new DiffusionTask(fixture.model.modules(), fixture.batch, hidden, new ConditioningDropout(0.1));
            assertThat(size(task.embeddings(), 0)).isZero();
            assertThat(size(task.embeddings(), 1)).isPositive();
            assertThat(size(task.conditionLatents(), 0)).isPositive();
            assertThat(size(task.conditionLatents(), 1)).isZero();
            assertThat(task.timesteps()[0]).isNotEqualTo(task.timesteps()[1]);
        }
    }

    private static double size(Tensor rows, int row) {
        return Reductions.sum(Arithmetic.abs(Shapes.select(rows, 0, row))).item();
    }
}
