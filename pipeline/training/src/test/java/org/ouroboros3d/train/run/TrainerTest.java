package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.LearningRate;
import org.ouroboros3d.train.LossScale;
import org.ouroboros3d.train.MovingAverage;
import org.ouroboros3d.train.Parameters;
import org.ouroboros3d.train.StepLosses;
import org.ouroboros3d.train.TrainingBatch;
import org.ouroboros3d.train.TrainingStage;
import org.ouroboros3d.train.parallel.DataParallel;

class TrainerTest {
    /** A weight whose gradient is 0.5, and infinite where its scaled value passes a limit, as in half precision. */
    private record Overflowing(Tensor weight, double limit, List<Double> scales) implements TrainingStage {
        @Override
        public Parameters parameters() {
            return new Parameters(Map.of("weight", weight));
        }

        @Override
        public StepLosses accumulate(TrainingBatch batch, long step, double lossScale) {
            scales.add(lossScale);
            double gradient = 0.5 * lossScale;
            try (TensorScope scope = TensorScope.open();
                    GradMode recording = GradMode.enabled()) {
                Autograd.backward(
                        Reductions.sum(Arithmetic.mul(weight, gradient > limit ? Double.POSITIVE_INFINITY : gradient)));
            }
            return new StepLosses(Map.of(StepLosses.TOTAL, 1.0));
        }
    }

    private static final BatchSource NO_SAMPLES = new BatchSource() {
        @Override
        public TrainingBatch batch(long firstSample, int size) {
            return null;
        }

        @Override
        public int frames() {
            return 1;
        }

        @Override
        public void close() {}
    };

    private static Trainer trainer(Overflowing stage, LossScale scale) {
        return new Trainer(
                stage,
                NO_SAMPLES,
                new Trainer.Batching(1, 1),
                new LearningRate(0.1, 0, 10, LearningRate.Decay.CONSTANT),
                new AdamW(stage.parameters(), 0.9, 0.99, 0, 100),
                Optional.of(new MovingAverage(stage.parameters(), 0.9)),
                scale,
                DataParallel.alone(stage.parameters()));
    }

    @Test
    void aStepWhoseGradientsOverflowIsTakenAgainWithHalfTheScale() {
        try (TensorScope scope = TensorScope.open()) {
            Overflowing stage =
                    new Overflowing(Tensor.of(new float[] {1}, 1).requiresGrad(true), 10_000, new ArrayList<>());
            try (Trainer trainer = trainer(stage, LossScale.dynamic())) {
                StepReport report = trainer.step();
                assertThat(stage.scales).containsExactly(65536.0, 32768.0, 16384.0);
                assertThat(report.step()).isEqualTo(1);
                assertThat(report.gradientNorm()).isCloseTo(0.5, within(1e-6));
                assertThat(stage.weight.toFloatArray()[0]).isCloseTo(0.9f, within(1e-4f));
                trainer.step();
                assertThat(stage.scales).hasSize(4);
                assertThat(trainer.state().get("loss_scale").toFloatArray()).containsExactly(16384, 2);
            }
        }
    }

    @Test
    void gradientsThatAreNeverFiniteEndTheRun() {
        try (TensorScope scope = TensorScope.open()) {
            Overflowing stage = new Overflowing(Tensor.of(new float[] {1}, 1).requiresGrad(true), 0, new ArrayList<>());
            try (Trainer trainer = trainer(stage, LossScale.dynamic())) {
                assertThatThrownBy(trainer::step)
                        .isInstanceOf(TrainingException.class)
                        .hasMessageContaining("gradients");
                assertThat(stage.scales).hasSize(17).endsWith(1.0);
                assertThat(stage.weight.toFloatArray()).containsExactly(1);
            }
        }
    }
}
