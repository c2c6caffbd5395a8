package org.ouroboros3d.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.SmoothingFilter;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.queue.GenerationBatch;
import org.ouroboros3d.queue.QueuedGeneration;
import org.ouroboros3d.run.GenerationRun;
import org.ouroboros3d.sample.Fence;
import org.ouroboros3d.tensor.Device;

/** Where a generation's Gaussians are low-passed: after the loop, once. */
class LowPassTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(2).withStepGaussians(true);

    private static Generation generate(LoadedModel model, boolean lowPass) {
        ModelInfo info = model.info();
        ModelInfo changed = new ModelInfo(
                info.name(),
                info.imageSize(),
                info.geometry(),
                info.temporalContext(),
                info.trained(),
                info.sampling(),
                info.reconstructorInput(),
                lowPass);
        LoadedModel same = new LoadedModel(
                changed,
                model.parameters(),
                model.vae(),
                model.modules().withDetail(Optional.empty()),
                model.decodeChunk(),
                model.batches(),
                model.device(),
                model.weights(),
                model.files(),
                model.renderer());
        GenerationBatch batch =
                new GenerationBatch(List.of(QueuedGeneration.running(GenerationRequest.of(grey(), OPTIONS))));
        return new GenerationRun(same, Optional.empty(), Fence.on(Device.CPU), batch)
                .run()
                .getFirst();
    }

    private static Image grey() {
        byte[] rgb = new byte[3 * 64 * 64];
        Arrays.fill(rgb, (byte) 128);
        return Image.of(64, 64, 3, rgb);
    }

    @Test
    void onlyTheGaussiansThatLeaveTheLoopAreFiltered() {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults())) {
            Generation plain = generate(model, false);
            Generation filtered = generate(model, true);
            assertThat(filtered.views()).isEqualTo(plain.views());
            assertThat(filtered.renders()).isEqualTo(plain.renders());
            assertThat(filtered.ccm()).isEqualTo(plain.ccm());
            GaussianCloud expected =
                    new SmoothingFilter(OPTIONS.cameras(), model.info().imageSize()).apply(plain.gaussians());
            assertThat(filtered.gaussians().scales())
                    .isEqualTo(expected.scales())
                    .isNotEqualTo(plain.gaussians().scales());
            assertThat(filtered.gaussians().quats()).isEqualTo(expected.quats());
            GaussianCloud firstStep = new SmoothingFilter(
                            OPTIONS.cameras(), model.info().imageSize())
                    .apply(plain.stepGaussians().getFirst());
            assertThat(filtered.stepGaussians()).hasSize(2).last().isSameAs(filtered.gaussians());
            assertThat(filtered.stepGaussians().getFirst().scales()).isEqualTo(firstStep.scales());
            assertThat(filtered.gaussians().means()).isEqualTo(plain.gaussians().means());
            assertThat(filtered.gaussians().opacities())
                    .isEqualTo(plain.gaussians().opacities());
            assertThat(filtered.gaussians().colors())
                    .isEqualTo(plain.gaussians().colors());
        }
    }
}
