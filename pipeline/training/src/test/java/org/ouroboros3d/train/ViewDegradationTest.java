package org.ouroboros3d.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

class ViewDegradationTest {
    private static final HostNoise NOISE = new HostNoise(2);

    /** An autoencoder that loses nothing. */
    private static TrainingModules lossless(TrainingModules modules) {
        LatentEncoder pixels = new LatentEncoder() {
            @Override
            public Tensor encode(Tensor images) {
                return images;
            }

            @Override
            public Tensor sample(Tensor images, Tensor noise) {
                return images;
            }

            @Override
            public double scalingFactor() {
                return modules.networks().latentEncoder().scalingFactor();
            }
        };
        Networks given = modules.networks();
        return new TrainingModules(
                new Networks(
                        given.imageEncoder(),
                        pixels,
                        given.denoiser(),
                        latents -> Arithmetic.div(latents, pixels.scalingFactor()),
                        given.reconstructor(),
                        given.renderer(),
                        given.scheduler(),
                        given.reconstructorInput()),
                modules.ccm(),
                false);
    }

    private static ViewDegradation at(double sigma, double share) {
        return new ViewDegradation(share, new LogNormal(Math.log(sigma), 0));
    }

    private static double difference(Tensor a, Tensor b) {
        return Reductions.mean(Arithmetic.abs(Arithmetic.sub(a, b))).item();
    }

    @Test
    void viewsGetPoorerWithTheNoiseLevelThatTheReconstructorIsTold() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            TrainingModules modules = lossless(fixture.model.modules());
            Tensor images = fixture.batch.images();
            double last = 0;
            for (double sigma : new double[] {0.1, 0.5, 2, 20}) {
                ViewDegradation.Views views = at(sigma, 1).of(modules, fixture.batch, NOISE, 4);
                float told = (float) (0.25 * Math.log(sigma));
                assertThat(views.timesteps()).hasSize(2).containsOnly(told);
                assertThat(difference(Shapes.select(views.images(), 1, 0), Shapes.select(images, 1, 0)))
                        .isZero();
                double distance = difference(views.images(), images);
                assertThat(distance).isGreaterThan(last);
                last = distance;
            }
            assertThat(difference(
                            at(1e-6, 1).of(modules, fixture.batch, NOISE, 4).images(), images))
                    .isCloseTo(0, within(1e-5));
        }
    }

    @Test
    void whiteStaysWhite() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            TrainingBatch white =
                    new TrainingBatch(Creation.ones(fixture.batch.images().shape()), fixture.batch.views());
            Tensor seen = at(20, 1)
                    .of(lossless(fixture.model.modules()), white, NOISE, 0)
                    .images();
            assertThat(difference(seen, white.images())).isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void aShareOfTheObjectsIsDegradedAndTheOthersAreClean() throws IOException {
        try (TensorScope scope = TensorScope.open();
                TrainingFixture fixture = new TrainingFixture()) {
            TrainingModules modules = fixture.model.modules();
            int degraded = 0;
            for (int step = 0; step < 40; step++) {
                ViewDegradation.Views views = at(2, 0.5).of(modules, fixture.batch, NOISE, step);
                for (int b = 0; b < 2; b++) {
                    boolean clean = views.timesteps()[b] == TrainingModules.CLEAN_TIMESTEP;
                    degraded += clean ? 0 : 1;
                    assertThat(difference(
                                            Shapes.select(views.images(), 0, b),
                                            Shapes.select(fixture.batch.images(), 0, b))
                                    == 0)
                            .isEqualTo(clean);
                }
            }
            assertThat(degraded).isBetween(25, 55);
            ViewDegradation.Views untouched = at(2, 0).of(modules, fixture.batch, NOISE, 0);
            assertThat(untouched.images()).isSameAs(fixture.batch.images());
            assertThat(untouched.timesteps()).containsExactly(TrainingModules.CLEAN_TIMESTEP);
            assertThatThrownBy(() -> at(2, -0.1)).hasMessageContaining("-0.1");
        }
    }
}
