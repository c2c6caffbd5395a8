package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class DrawSourceTest {
    private static TrainingBatch batch() {
        ViewTensors views = ViewTensors.of(Cameras.eightViews(), 16, Device.CPU);
        return new TrainingBatch(Creation.zeros(2, 8, 3, 16, 16), List.of(views, views));
    }

    private static StepDraws draws(long seed, long step, double selfConditioning) {
        DrawSource source =
                new DrawSource(new HostNoise(seed), LogNormal.LATENTS, LogNormal.CONDITION, selfConditioning);
        return source.draws(step, batch(), 4, 8);
    }

    @Test
    void aStepsDrawsDependOnSeedAndStepAlone() {
        try (TensorScope scope = TensorScope.open()) {
            StepDraws first = draws(1, 5, 0.5);
            StepDraws again = draws(1, 5, 0.5);
            assertThat(again.latentNoise().toFloatArray())
                    .isEqualTo(first.latentNoise().toFloatArray());
            assertThat(again.sigmas()).isEqualTo(first.sigmas());
            assertThat(again.dropout()).isEqualTo(first.dropout());
            assertThat(draws(1, 6, 0.5).sigmas()).isNotEqualTo(first.sigmas());
            assertThat(draws(2, 5, 0.5).sigmas()).isNotEqualTo(first.sigmas());
        }
    }

    @Test
    void theKindsOfNoiseAreIndependent() {
        try (TensorScope scope = TensorScope.open()) {
            StepDraws draws = draws(1, 0, 0.5);
            assertThat(draws.latentNoise().shape()).containsExactly(2, 8, 4, 2, 2);
            assertThat(draws.encodeNoise().shape()).containsExactly(16, 4, 2, 2);
            assertThat(draws.latentNoise().toFloatArray())
                    .isNotEqualTo(draws.encodeNoise().toFloatArray());
            assertThat(draws.sigmas()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(draws.conditionSigmas());
        }
    }

    @Test
    void theCoinFallsAsOftenAsItIsToldTo() {
        try (TensorScope scope = TensorScope.open()) {
            int heads = 0;
            for (int step = 0; step < 200; step++) {
                try (TensorScope one = TensorScope.open()) {
                    heads += draws(1, step, 0.25).selfConditioned() ? 1 : 0;
                }
            }
            assertThat(heads).isBetween(35, 65);
            assertThat(draws(1, 0, 0).selfConditioned()).isFalse();
            assertThat(draws(1, 0, 1).selfConditioned()).isTrue();
        }
    }

    @Test
    void trajectoriesChangeTheLevelsOfTheirStepsOnly() {
        try (TensorScope scope = TensorScope.open()) {
            HostNoise noise = new HostNoise(1);
            StepDraws without = draws(1, 5, 0.5);
            for (double share : new double[] {0, 1}) {
                Trajectories trajectories = new Trajectories(share, SchedulerConfig.svd());
                StepDraws with = new DrawSource(
                                noise, LogNormal.LATENTS, LogNormal.CONDITION, 0.5, Optional.of(trajectories))
                        .draws(5, batch(), 4, 8);
                assertThat(with.latentNoise().toFloatArray())
                        .isEqualTo(without.latentNoise().toFloatArray());
                assertThat(with.conditionSigmas()).isEqualTo(without.conditionSigmas());
                assertThat(with.selfConditioned()).isEqualTo(without.selfConditioned());
                assertThat(with.onTrajectory()).isEqualTo(share == 1);
                if (share == 1) {
                    assertThat(with.startSigmas()).hasSize(2).isNotEqualTo(with.sigmas());
                } else {
                    assertThat(with.startSigmas()).isEqualTo(with.sigmas()).isEqualTo(without.sigmas());
                }
            }
        }
    }

    @Test
    void aProbabilityIsOne() {
        assertThatThrownBy(() -> draws(1, 0, 1.5)).hasMessageContaining("1.5");
    }

    @Test
    void aPartOfABatchGetsItsRowsOfTheWholeBatchsNumbers() {
        DrawSource source = new DrawSource(
                new HostNoise(3),
                LogNormal.LATENTS,
                LogNormal.CONDITION,
                0.5,
                Optional.of(new Trajectories(0.5, SchedulerConfig.svd())));
        try (TensorScope scope = TensorScope.open()) {
            ViewTensors views = batch().views().getFirst();
            TrainingBatch whole = new TrainingBatch(Creation.zeros(4, 8, 3, 16, 16), Collections.nCopies(4, views));
            for (long step = 0; step < 6; step++) {
                StepDraws all = source.draws(step, whole, 4, 8);
                StepDraws part = source.draws(step, batch().after(1), 4, 8);
                requireRows(part.latentNoise(), all.latentNoise(), 1);
                requireRows(part.encodeNoise(), all.encodeNoise(), 8);
                requireRows(part.conditionNoise(), all.conditionNoise(), 1);
                requireRows(part.conditionEncodeNoise(), all.conditionEncodeNoise(), 1);
                assertThat(part.sigmas()).isEqualTo(all.sigmas().subList(1, 3));
                assertThat(part.conditionSigmas())
                        .isEqualTo(all.conditionSigmas().subList(1, 3));
                assertThat(part.dropout()).isEqualTo(all.dropout().subList(1, 3));
                assertThat(part.selfConditioned()).isEqualTo(all.selfConditioned());
                assertThat(part.aboveSigmas())
                        .isEqualTo(all.onTrajectory() ? all.aboveSigmas().subList(1, 3) : List.of());
            }
        }
    }

    /** The part are two objects behind the first. */
    private static void requireRows(Tensor part, Tensor whole, long perObject) {
        assertThat(part.toFloatArray())
                .isEqualTo(Shapes.narrow(whole, 0, perObject, 2 * perObject).toFloatArray());
    }
}
