package org.ouroboros3d.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.SchedulerConfig.TimestepSpacing;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class EulerDiscreteSchedulerTest {
    @Test
    void levelsFallFromTheFirstToZero() {
        EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(SchedulerConfig.svd(), 25);
        assertThat(scheduler.numInferenceSteps()).isEqualTo(25);
        assertThat(scheduler.sigma(0)).isEqualTo(700f, within(1e-3f));
        assertThat(scheduler.sigma(24)).isEqualTo(0.002f, within(1e-8f));
        assertThat(scheduler.sigma(25)).isZero();
        for (int i = 0; i < 25; i++) {
            assertThat(scheduler.sigma(i + 1)).isLessThan(scheduler.sigma(i));
        }
        assertThat(scheduler.timestep(0)).isEqualTo(1.6378f, within(1e-4f));
        assertThat(scheduler.timestep(24)).isEqualTo(-1.5537f, within(1e-4f));
    }

    @Test
    void oneStepGoesFromTheFirstLevelToZero() {
        EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(SchedulerConfig.svd(), 1);
        assertThat(scheduler.sigma(0)).isEqualTo(700f, within(1e-3f));
        assertThat(scheduler.sigma(1)).isZero();
    }

    @Test
    void refusesNoSteps() {
        assertThatThrownBy(() -> new EulerDiscreteScheduler(SchedulerConfig.svd(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spacingDecidesTheInitialNoise() {
        assertThat(new EulerDiscreteScheduler(SchedulerConfig.svd(), 5).initNoiseSigma())
                .isEqualTo(700.00073f, within(1e-4f));
        SchedulerConfig trailing = new SchedulerConfig(0.002, 700, TimestepSpacing.TRAILING);
        assertThat(new EulerDiscreteScheduler(trailing, 5).initNoiseSigma()).isEqualTo(700f, within(1e-4f));
    }

    @Test
    void perfectPredictionsEndAtTheCleanLatents() {
        EulerDiscreteScheduler scheduler = new EulerDiscreteScheduler(SchedulerConfig.svd(), 6);
        try (TensorScope scope = TensorScope.open()) {
            Tensor clean = Tensor.of(new float[] {0.5f, -1f, 2f}, 3);
            Tensor noise = Tensor.of(new HostNoise(1).normals(0, 3), 3);
            Tensor sample = Arithmetic.add(clean, Arithmetic.mul(noise, scheduler.sigma(0)));
            for (int i = 0; i < scheduler.numInferenceSteps(); i++) {
                EdmPreconditioning factors = new EdmPreconditioning(scheduler.sigma(i));
                Tensor v =
                        Arithmetic.div(Arithmetic.sub(clean, Arithmetic.mul(sample, factors.cSkip())), factors.cOut());
                sample = scheduler.step(v, i, sample).prevSample();
            }
            // The first steps cancel three digits between 700 and 1, so clean latents come out less precise than 1e-6.
            assertThat(sample.toFloatArray()).containsExactly(new float[] {0.5f, -1f, 2f}, within(1e-5f));
        }
    }
}
