package org.ouroboros3d.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.image.WhiteBackground;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Linear;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ModelMethodTest {
    private static LoadedModel model;
    private static Subject subject;

    @BeforeAll
    static void open() {
        model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
        subject = new ShapeSubjects(1, model.info().imageSize(), 1).iterator().next();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static ModelMethod method(int steps, Feedback feedback) {
        return ModelMethod.of(
                model, GenerationOptions.of(model.info()).withSteps(steps).withFeedback(feedback));
    }

    @Test
    void itPredictsWhatAGenerationMakes() {
        ModelMethod method = method(2, Feedback.BOTH);
        long before = Tensor.liveCount();
        Prediction prediction = method.predict(subject);
        assertThat(Tensor.liveCount()).isEqualTo(before);
        assertThat(prediction.steps()).isEmpty();
        try (Ouroboros3D other = Ouroboros3D.open(Device.CPU)) {
            Generation generation = other.generate(
                    subject.input(), method.options().withCameras(subject.cameras()), (done, total) -> {});
            assertThat(prediction.views()).isEqualTo(generation.views());
            assertThat(prediction.renders()).isEqualTo(generation.renders());
        }
    }

    @Test
    void finishedGaussiansAreRenderedAtAnotherSize() {
        ModelMethod method = method(2, Feedback.BOTH);
        Prediction prediction = method.withRenderSize(96).predict(subject);
        assertThat(prediction.views()).isEqualTo(method.predict(subject).views());
        try (Ouroboros3D other = Ouroboros3D.open(Device.CPU)) {
            GenerationOptions options = method.options().withCameras(subject.cameras());
            GaussianCloud written = other.generate(subject.input(), options, (done, total) -> {})
                    .gaussians();
            try (SceneRenderer renderer = new SceneRenderer(written, Device.CPU)) {
                assertThat(prediction.renders()).isEqualTo(renderer.render(subject.cameras(), 96, 96));
            }
        }
    }

    @Test
    void theLastStepIsThePredictionWithAndWithoutFeedback() {
        for (Feedback feedback : List.of(Feedback.BOTH, Feedback.NONE)) {
            ModelMethod method = method(3, feedback);
            Prediction plain = method.predict(subject);
            Prediction kept = method.withSteps(true).predict(subject);
            assertThat(kept.views()).isEqualTo(plain.views());
            assertThat(kept.renders()).isEqualTo(plain.renders());
            assertThat(kept.steps()).extracting(StepPrediction::step).containsExactly(0, 1, 2);
            assertThat(kept.steps().getLast().views()).isEqualTo(plain.views());
            assertThat(kept.steps().getLast().renders()).isEqualTo(plain.renders());
            assertThat(kept.steps().getFirst().renders()).isNotEqualTo(plain.renders());
        }
    }

    @Test
    void theTruthsMapsTakeThePlaceOfWhatIsFedBackAlone() {
        // One step feeds nothing back.
        assertThat(method(1, Feedback.BOTH).withOracle().predict(subject))
                .isEqualTo(method(1, Feedback.BOTH).predict(subject));
        assertThat(method(2, Feedback.NONE).withOracle().predict(subject))
                .isEqualTo(method(2, Feedback.NONE).predict(subject));
        Prediction own = method(2, Feedback.BOTH).withSteps(true).predict(subject);
        Prediction oracle =
                method(2, Feedback.BOTH).withOracle().withSteps(true).predict(subject);
        assertThat(oracle.steps().getFirst()).isEqualTo(own.steps().getFirst());
        assertThat(oracle.renders()).isNotEqualTo(own.renders());
        assertThat(method(2, Feedback.RGB).withOracle().predict(subject).views())
                .isNotEqualTo(oracle.views());
    }

    @Test
    void coordinatesOfCoveredPixelsProjectBackToTheirCentersAtTheirDepth() {
        int size = subject.input().width();
        int plane = size * size;
        float[] depths = subject.depths().orElseThrow();
        try (TensorScope scope = TensorScope.open()) {
            ViewTensors views = ViewTensors.of(subject.cameras(), size, Device.CPU);
            TruthMaps maps = TruthMaps.of(subject, views, Geometry.CANONICAL);
            int covered = 0;
            for (int view = 0; view < views.count(); view++) {
                float[] ccm = Shapes.contiguous(Shapes.select(Shapes.select(maps.ccm(), 0, 0), 0, view))
                        .toFloatArray();
                float[] world = new float[4 * plane];
                for (int p = 0; p < 3 * plane; p++) {
                    world[p] = 2 * ccm[p] - 1;
                }
                Arrays.fill(world, 3 * plane, 4 * plane, 1);
                float[] seen = Linear.matmul(Shapes.select(views.viewmats(), 0, view), Tensor.of(world, 4, plane))
                        .toFloatArray();
                float[] k =
                        Shapes.contiguous(Shapes.select(views.ks(), 0, view)).toFloatArray();
                for (int p = 0; p < plane; p++) {
                    int row = p / size;
                    int alpha = subject.views().get(view).sample(p % size, row, 3);
                    if (alpha == 0) {
                        assertThat(ccm[p]).isEqualTo(0.5f);
                    } else if (alpha == 255) {
                        float z = seen[2 * plane + p];
                        assertThat(z).isCloseTo(depths[view * plane + p], within(1e-5f));
                        assertThat(k[0] * seen[p] / z + k[2]).isCloseTo(p % size + 0.5f, within(1e-3f));
                        assertThat(k[4] * seen[plane + p] / z + k[5]).isCloseTo(row + 0.5f, within(1e-3f));
                        covered++;
                    }
                }
            }
            assertThat(covered).isGreaterThan(plane / 2);
            assertThat(Shapes.contiguous(Shapes.select(maps.color(), 1, 0)).toFloatArray())
                    .isEqualTo(WhiteBackground.composite(subject.input()));
        }
    }

    @Test
    void theTruthsMapsNeedDepths() {
        Subject flat = new Subject("cup", subject.views(), subject.cameras(), Optional.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> method(2, Feedback.BOTH).withOracle().predict(flat))
                .withMessageContaining("cup: its depths are not known");
    }

    @Test
    void anInterruptStopsAfterTheStep() {
        ModelMethod method = method(2, Feedback.BOTH);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> method.predict(subject))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("step 0");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
