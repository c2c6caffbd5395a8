package org.ouroboros3d.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.lgm.GaussianPlacement;
import org.ouroboros3d.lgm.LargeMultiViewGaussianModel;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.nn.OpenMemory;
import org.ouroboros3d.nn.RandomWeights;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.svd.UNetConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;
import org.ouroboros3d.weights.Weights;

/** A dry run of each network counts what a real one holds, as {@link OpenMemory} finds by the addresses of its tensors. */
class NetworkDryRunTest {
    private static final int VIEWS = 8;
    private static final VaeConfig VAE = new VaeConfig(3, 3, 4, List.of(32, 64, 64), 2, 32, 0.18215);
    private static final List<Integer> CHANNELS = List.of(32, 64, 64);
    private static final AdapterConfig ADAPTER = new AdapterConfig(192, CHANNELS, 2, 1);
    private static final MVModelConfig MV_MODEL = new MVModelConfig(
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
    private static final MixedPrecision BFLOAT16 = new MixedPrecision(DType.BFLOAT16);
    private static final int LGM_SIZE = 64;
    private static final LgmConfig LGM = new LgmConfig(
            LGM_SIZE,
            List.of(32, 64, 64, 128),
            List.of(false, false, true, true),
            true,
            List.of(128, 64, 64),
            List.of(true, true, false),
            2,
            4,
            32,
            64,
            GaussianPlacement.FREE);

    /**
     * What is counted, with its weights and inputs prepared.
     *
     * @param given inputs, which are not counted
     */
    private record Work(Runnable work, List<Tensor> given) {
        Work(Runnable work, Tensor... given) {
            this(work, List.of(given));
        }
    }

    /** Not less than a real run holds, and not far more: libraries reorder kernels and pictures, which nobody sees. */
    private static void assertCounted(Supplier<Work> preparation) {
        long open;
        try (GradMode noGrad = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            Work real = preparation.get();
            open = OpenMemory.during(real.work(), real.given().toArray(new Tensor[0]));
        }
        assertThat(dryRun(Device.CPU, device -> preparation.get())).isBetween(open, 2 * open);
    }

    private static long dryRun(Device device, Function<Device, Work> preparation) {
        try (GradMode noGrad = GradMode.disabled();
                DryRun dryRun = DryRun.on(device);
                TensorScope scope = TensorScope.open()) {
            return dryRun.peakOf(preparation.apply(device).work());
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "2, 48"})
    void encoder(int images, int size) {
        assertCounted(() -> {
            VaeEncoder encoder = new VaeEncoder(RandomWeights.fill(w -> new VaeEncoder(w, VAE)), VAE);
            Tensor input = RandomWeights.input(images, 3, size, size);
            return new Work(() -> encoder.encode(input), input);
        });
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 3, 48", "FLOAT32, 1, 32", "BFLOAT16, 3, 48"})
    void decoder(DType type, int frames, int size) {
        assertCounted(() -> {
            LatentDecoder decoder = new MixedPrecision(type)
                    .latentDecoder(new VaeDecoder(RandomWeights.fill(w -> new VaeDecoder(w, VAE)), VAE));
            int latent = size / VAE.downsampling();
            Tensor latents = RandomWeights.input(1, frames, 4, latent, latent);
            return new Work(() -> decoder.decode(latents), latents);
        });
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "BFLOAT16, 2"})
    void denoiser(DType type, int samples) {
        assertCounted(() -> {
            MultiViewDenoiser denoiser = denoiser(type);
            Cameras cameras = Cameras.eightViews();
            PreparedCameras prepared = denoiser.prepareCameras(
                    Shapes.unsqueeze(cameras.c2w(), 0), Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0), 16, 16);
            FeedbackFeatures feedback = denoiser.encodeFeedback(maps(1), maps(1));
            Tensor sample = RandomWeights.input(samples, VIEWS, 8, 16, 16);
            Tensor image = RandomWeights.input(samples, 1, 64);
            PreparedTimes times = denoiser.prepareTimes(Device.CPU, new float[] {0.5f}, new float[] {6, 127, 0});
            return new Work(
                    () -> denoiser.denoise(new DenoiserInput(sample, times, image, prepared, feedback)), sample, image);
        });
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "BFLOAT16, 2"})
    void adapters(DType type, int objects) {
        assertCounted(() -> {
            MultiViewDenoiser denoiser = denoiser(type);
            Tensor colors = maps(objects);
            Tensor coordinates = maps(objects);
            return new Work(() -> denoiser.encodeFeedback(colors, coordinates), colors, coordinates);
        });
    }

    private static Tensor maps(int objects) {
        return RandomWeights.input(objects, VIEWS, 3, 128, 128);
    }

    private static MultiViewDenoiser denoiser(DType type) {
        return new MixedPrecision(type).denoiser(mvModel(RandomWeights.fill(NetworkDryRunTest::mvModel, type)));
    }

    private static MVModel mvModel(Weights weights) {
        return new MVModel(weights, MV_MODEL, Geometry.CANONICAL, TemporalContext.FIXED);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32, 1", "FLOAT32, 2", "BFLOAT16, 1"})
    void reconstructor(DType type, int objects) {
        assertCounted(() -> {
            Reconstructor reconstructor =
                    new MixedPrecision(type).reconstructor(lgm(RandomWeights.fill(NetworkDryRunTest::lgm, type)));
            Tensor images = RandomWeights.input(objects, VIEWS, 3, LGM_SIZE, LGM_SIZE);
            Cameras cameras = Cameras.eightViews();
            Tensor c2w = Shapes.expand(Shapes.unsqueeze(cameras.c2w(), 0), objects, -1, -1, -1);
            Tensor intrinsics = Shapes.expand(Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0), objects, -1, -1, -1);
            return new Work(() -> reconstructor.reconstruct(images, c2w, intrinsics, 0.5f), images);
        });
    }

    private static LargeMultiViewGaussianModel lgm(Weights weights) {
        return new LargeMultiViewGaussianModel(weights, LGM, Geometry.CANONICAL);
    }

    /**
     * What the process took more while both branches of eight views of 512 x 512 pixels were denoised and four frames were
     * decoded, and what tensors of one reconstructed object held, all in bfloat16 on one thread of the host. What the
     * allocator keeps of freed memory comes on top of what is counted.
     */
    @Test
    void publishedSizesTakeWhatWasMeasured() {
        long denoising = dryRun(Device.CPU, NetworkDryRunTest::publishedDenoiser);
        assertThat(2_400_000_000L).isBetween(denoising, denoising + MemoryPlan.FRAGMENTS);
        long decoding = dryRun(Device.CPU, NetworkDryRunTest::publishedDecoder);
        assertThat(3_130_000_000L).isBetween(decoding, decoding + MemoryPlan.FRAGMENTS);
        assertThat(dryRun(Device.CPU, NetworkDryRunTest::publishedReconstructor) / 1e9)
                .isCloseTo(0.50, within(0.01));
    }

    /** Such a device need not be there; attention takes 16 bits on it, and pictures are not channels last. */
    @Test
    void aDeviceIsCountedWhereThereIsNone() {
        long host = dryRun(Device.CPU, NetworkDryRunTest::publishedReconstructor);
        assertThat(dryRun(Device.cuda(0), NetworkDryRunTest::publishedReconstructor))
                .isBetween(host / 2, 2 * host);
    }

    private static Work publishedDenoiser(Device device) {
        MVModelConfig config = MVModelConfig.official();
        Function<Weights, MVModel> network = w -> new MVModel(w, config, Geometry.CANONICAL, TemporalContext.FIXED);
        MultiViewDenoiser denoiser = BFLOAT16.denoiser(network.apply(withoutElements(device, network)));
        PreparedCameras cameras =
                denoiser.prepareCameras(empty(device, 1, VIEWS, 4, 4), empty(device, 1, VIEWS, 3, 3), 64, 64);
        Tensor maps = empty(device, 1, VIEWS, 3, 512, 512);
        FeedbackFeatures feedback = denoiser.encodeFeedback(maps, maps);
        Tensor sample = empty(device, 2, VIEWS, 8, 64, 64);
        Tensor image = empty(device, 2, 1, 1024);
        PreparedTimes times = denoiser.prepareTimes(device, new float[1], new float[3]);
        return new Work(() -> denoiser.denoise(new DenoiserInput(sample, times, image, cameras, feedback)));
    }

    private static Work publishedDecoder(Device device) {
        Function<Weights, VaeDecoder> network = w -> new VaeDecoder(w, VaeConfig.SVD);
        LatentDecoder decoder = BFLOAT16.latentDecoder(network.apply(withoutElements(device, network)));
        Tensor latents = empty(device, 1, 4, 4, 64, 64);
        return new Work(() -> decoder.decode(latents));
    }

    private static Work publishedReconstructor(Device device) {
        Function<Weights, LargeMultiViewGaussianModel> network =
                w -> new LargeMultiViewGaussianModel(w, LgmConfig.BIG, Geometry.CANONICAL);
        Reconstructor reconstructor = BFLOAT16.reconstructor(network.apply(withoutElements(device, network)));
        Tensor images = empty(device, 1, VIEWS, 3, 512, 512);
        Tensor c2w = empty(device, 1, VIEWS, 4, 4);
        Tensor intrinsics = empty(device, 1, VIEWS, 3, 3);
        return new Work(() -> reconstructor.reconstruct(images, c2w, intrinsics, 0.5f));
    }

    private static Tensor empty(Device device, long... shape) {
        return Tensor.empty(DType.FLOAT32, device, shape);
    }

    /** Vectors are those of normalizations, which stay in float32. */
    private static Weights withoutElements(Device device, Function<Weights, ?> model) {
        Map<String, Tensor> tensors = new HashMap<>();
        RandomWeights.asked(w -> Objects.requireNonNull(model.apply(w)))
                .forEach((key, shape) -> tensors.put(
                        key,
                        ChannelsLast.weight(
                                Tensor.empty(shape.length > 1 ? DType.BFLOAT16 : DType.FLOAT32, device, shape))));
        return Weights.of(tensors, "without elements");
    }
}
