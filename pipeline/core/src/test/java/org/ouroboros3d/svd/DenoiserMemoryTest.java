package org.ouroboros3d.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

class DenoiserMemoryTest {
    private static final int VIEWS = 8;
    private static final int LATENT_SIZE = 16;
    private static final int IMAGE_SIZE = 8 * LATENT_SIZE;
    private static final List<Integer> CHANNELS = List.of(32, 64, 64);
    private static final AdapterConfig ADAPTER = new AdapterConfig(192, CHANNELS, 2, 1);
    private static final MVModelConfig SMALL = new MVModelConfig(
            new UNetConfig(
                    8,
                    4,
                    List.of(true, true, false),
                    List.of(false, true, true),
                    CHANNELS,
                    32,
                    96,
                    2,
                    64,
                    1,
                    List.of(2, 4, 4),
                    32),
            List.of(ADAPTER, ADAPTER));

    private final GradMode noGrad = GradMode.disabled();
    private final TensorScope scope = TensorScope.open();

    @AfterEach
    void close() {
        scope.close();
        noGrad.close();
    }

    private static MVModel model(Weights weights) {
        return new MVModel(weights, SMALL, Geometry.CANONICAL, TemporalContext.FIXED);
    }

    private static MultiViewDenoiser denoiser(DType type) {
        return new MixedPrecision(type).denoiser(model(RandomWeights.fill(DenoiserMemoryTest::model, type)));
    }

    private static PreparedCameras prepared(MultiViewDenoiser denoiser) {
        Cameras cameras = Cameras.eightViews();
        return denoiser.prepareCameras(
                Shapes.unsqueeze(cameras.c2w(), 0),
                Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0),
                LATENT_SIZE,
                LATENT_SIZE);
    }

    private static Tensor maps(int objects) {
        return RandomWeights.input(objects, VIEWS, 3, IMAGE_SIZE, IMAGE_SIZE);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "BFLOAT16, 2"})
    void theBoundOfDenoisingHoldsAndIsNotFarOff(DType type, int samples) {
        MultiViewDenoiser denoiser = denoiser(type);
        PreparedCameras cameras = prepared(denoiser);
        FeedbackFeatures feedback = denoiser.encodeFeedback(maps(1), maps(1));
        Tensor sample = RandomWeights.input(samples, VIEWS, 8, LATENT_SIZE, LATENT_SIZE);
        Tensor picture = RandomWeights.input(samples, 1, 64);
        PreparedTimes times = denoiser.prepareTimes(Device.CPU, new float[] {0.5f}, new float[] {6, 127, 0});
        long open = OpenMemory.during(() -> denoiser.denoise(sample, times, picture, cameras, feedback));
        assertThat(DenoiserMemory.bytes(SMALL, samples, VIEWS, LATENT_SIZE, type))
                .isBetween(open, 3 * open / 2);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "BFLOAT16, 2"})
    void theBoundOfFeedbackHoldsAndIsNotFarOff(DType type, int objects) {
        MultiViewDenoiser denoiser = denoiser(type);
        Tensor colors = maps(objects);
        Tensor coordinates = maps(objects);
        // What it is given is seen too, since it is looked at in another shape.
        long given = 2 * colors.numel() * Float.BYTES;
        long open = OpenMemory.during(() -> denoiser.encodeFeedback(colors, coordinates)) - given;
        assertThat(DenoiserMemory.encoding(SMALL, objects, VIEWS, IMAGE_SIZE, type))
                .isBetween(open, 2 * open);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32", "BFLOAT16"})
    void whatARunKeepsIsKnownExactly(DType type) {
        MultiViewDenoiser denoiser = denoiser(type);
        int levels = CHANNELS.size();
        assertThat(DenoiserMemory.cameras(SMALL, VIEWS, LATENT_SIZE, type))
                .isEqualTo(bytes(prepared(denoiser).embeddings().subList(0, 2 * levels + 1)));
        assertThat(DenoiserMemory.features(SMALL, VIEWS, LATENT_SIZE, type))
                .isEqualTo(bytes(denoiser.encodeFeedback(maps(1), maps(1)).levels()));
    }

    private static long bytes(List<Tensor> tensors) {
        return tensors.stream()
                .mapToLong(tensor -> tensor.numel() * tensor.dtype().byteSize())
                .sum();
    }

    /** The process took 2.4 GB more while both branches of the published sizes were computed in bfloat16. */
    @Test
    void bothBranchesOfThePublishedSizesTakeWhatWasMeasured() {
        MVModelConfig published = MVModelConfig.official();
        long both = DenoiserMemory.bytes(published, 2, VIEWS, 64, DType.BFLOAT16);
        assertThat(both / 1e9).isCloseTo(2.4, within(0.25));
        assertThat(DenoiserMemory.bytes(published, 1, VIEWS, 64, DType.BFLOAT16))
                .isEqualTo(both / 2);
    }
}
