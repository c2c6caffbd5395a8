package org.ouroboros3d.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.load.LoadedModel;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.sample.RecursiveSampler;
import org.ouroboros3d.sample.SamplerInput;
import org.ouroboros3d.sample.SamplerOutput;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Which first view the reconstructor of the loop sees, for two objects at once. */
class ReconstructorInputTest {
    private static final int SIZE = 64;
    private static final int VIEWS = 8;
    private static final int FRAME = 3 * SIZE * SIZE;

    private static final GenerationOptions OPTIONS =
            GenerationOptions.defaults().withSteps(2);

    private static final List<SamplerInput.Subject> SUBJECTS =
            List.of(new SamplerInput.Subject(plain(60), 1), new SamplerInput.Subject(plain(200), 2));

    private static Image plain(int grey) {
        byte[] rgb = new byte[FRAME];
        Arrays.fill(rgb, (byte) grey);
        return Image.of(SIZE, SIZE, 3, rgb);
    }

    /** The views of both objects: what a reconstructor was given, or what the decoder made. */
    private static float[] frame(float[] views, int object, int view) {
        int offset = (object * VIEWS + view) * FRAME;
        return Arrays.copyOfRange(views, offset, offset + FRAME);
    }

    @ParameterizedTest
    @EnumSource
    void theReconstructorSeesItInEveryStep(ReconstructorInput input) {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults());
                TensorScope scope = TensorScope.open()) {
            List<float[]> seen = new ArrayList<>();
            List<float[]> decoded = new ArrayList<>();
            Reconstructor whole = model.modules().reconstructor();
            Networks modules = model.modules()
                    .withReconstructorInput(input)
                    .withReconstructor((images, c2w, intrinsics, timesteps) -> {
                        seen.add(images.toFloatArray());
                        return whole.reconstruct(images, c2w, intrinsics, timesteps);
                    });
            SamplerInput start = SamplerInput.of(
                    SUBJECTS, OPTIONS.cameras(), SIZE, model.vae().latents(), Device.CPU);
            SamplerOutput output = new RecursiveSampler(modules, OPTIONS)
                    .sample(
                            start,
                            step -> decoded.add(step.reconstruction()
                                    .orElseThrow()
                                    .decoded()
                                    .toFloatArray()));

            assertThat(seen).hasSize(OPTIONS.steps());
            assertThat(decoded).hasSize(OPTIONS.steps());
            for (int step = 0; step < OPTIONS.steps(); step++) {
                for (int object = 0; object < SUBJECTS.size(); object++) {
                    float[] image = Shapes.select(start.image(), 0, object).toFloatArray();
                    float[] first = frame(decoded.get(step), object, 0);
                    assertThat(first).isNotEqualTo(image);
                    assertThat(frame(seen.get(step), object, 0))
                            .isEqualTo(input == ReconstructorInput.DECODED ? first : image);
                    for (int view = 1; view < VIEWS; view++) {
                        assertThat(frame(seen.get(step), object, view))
                                .isEqualTo(frame(decoded.get(step), object, view));
                    }
                }
            }
            float[] generated = output.images().toFloatArray();
            for (int i = 0; i < generated.length; i++) {
                float unit = 0.5f * decoded.getLast()[i] + 0.5f;
                assertThat(generated[i]).isEqualTo(Math.clamp(unit, 0f, 1f));
            }
        }
    }

    @Test
    void otherPrecisionsAndNetworksKeepIt() {
        try (LoadedModel model = LoadedModel.open(Device.CPU, ModelOptions.defaults())) {
            for (ReconstructorInput input : ReconstructorInput.values()) {
                Networks modules = model.modules().withReconstructorInput(input);
                assertThat(List.of(
                                Precision.BF16.applyTo(modules),
                                modules.in(new MixedPrecision(DType.BFLOAT16)),
                                modules.withDenoiser(modules.denoiser()),
                                modules.withLatentDecoder(modules.latentDecoder()),
                                modules.withReconstructor(modules.reconstructor())))
                        .extracting(Networks::reconstructorInput)
                        .containsOnly(input);
            }
        }
    }

    @Test
    void theDecodersViewsAreNotChanged() {
        try (TensorScope scope = TensorScope.open()) {
            float[] views = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
            Tensor decoded = Tensor.of(views.clone(), 2, 2, 3, 1, 1);
            Tensor image = Tensor.of(new float[] {-1, -2, -3, -4, -5, -6}, 2, 3, 1, 1);
            assertThat(ReconstructorInput.TRUE_FIRST_VIEW.views(decoded, image).toFloatArray())
                    .containsExactly(-1, -2, -3, 4, 5, 6, -4, -5, -6, 10, 11, 12);
            assertThat(ReconstructorInput.DECODED.views(decoded, image)).isSameAs(decoded);
            assertThat(decoded.toFloatArray()).isEqualTo(views);
        }
    }
}
