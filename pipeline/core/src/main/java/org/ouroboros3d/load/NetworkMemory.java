package org.ouroboros3d.load;

import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.detail.DetailHead;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.SequentialDenoiser;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What the networks of a configuration take, by a {@link DryRun} of each on weights and inputs without elements. The objects
 * of a batch go through all of them together, but for the decoder, which takes them one by one. The image encoder's few
 * tokens are not counted, nor the rows of the noise levels, nor what the rasterizer sorts: {@link MemoryPlan#SPARE} is for
 * them. Inputs are not counted either.
 *
 * <p>For one thread.
 */
final class NetworkMemory implements RunMemory {
    /** Decoded colours, and rendered colours, alpha, depth and coordinates. */
    private static final int MAPS = 3 + 3 + 1 + 1 + 3;

    private final ModelNetworks networks;
    private final ModelWeights weights;
    private final Precision precision;
    private final Device device;
    private final boolean sequential;
    private final int imageSize;
    private final Map<Stage, Long> known = new HashMap<>();

    private record Stage(ModelComponent component, RunSize run, int frames) {}

    /**
     * Prepares; networks are run when somebody asks.
     *
     * @param weights of which the shapes and types count
     * @param sequential whether the denoiser takes the samples of a batch one after the other
     */
    NetworkMemory(
            ModelNetworks networks, ModelWeights weights, Precision precision, Device device, boolean sequential) {
        this.networks = networks;
        this.weights = weights;
        this.precision = precision;
        this.device = device;
        this.sequential = sequential;
        this.imageSize = networks.info().imageSize();
    }

    @Override
    public long activations(ModelComponent component, RunSize run, int frames) {
        Stage stage = new Stage(component, run, component == ModelComponent.LATENT_DECODER ? frames : 0);
        return known.computeIfAbsent(stage, this::measured);
    }

    private long measured(Stage stage) {
        try (GradMode noGrad = GradMode.disabled();
                DryRun dryRun = DryRun.on(device);
                TensorScope scope = TensorScope.open()) {
            return switch (stage.component()) {
                case IMAGE_ENCODER, TIME_EMBEDDING -> 0;
                case LATENT_ENCODER -> encoding(dryRun, scope, stage.run());
                case ADAPTERS -> feedback(dryRun, scope, stage.run());
                case DENOISER -> denoising(dryRun, scope, stage.run());
                case LATENT_DECODER -> decoding(dryRun, scope, stage.frames());
                case RECONSTRUCTOR -> reconstruction(dryRun, scope, stage.run());
                case DETAIL -> refinement(dryRun, scope);
            };
        }
    }

    private long encoding(DryRun dryRun, TensorScope scope, RunSize run) {
        var encoder = networks.latentEncoder(weights.load(ModelPart.VAE, scope));
        Tensor images = empty(run.objects(), 3, imageSize, imageSize);
        return dryRun.peakOf(() -> encoder.encode(images));
    }

    private long feedback(DryRun dryRun, TensorScope scope, RunSize run) {
        MultiViewDenoiser denoiser = denoiser(scope);
        Tensor maps = maps(run.objects(), run);
        return dryRun.peakOf(() -> denoiser.encodeFeedback(maps, maps));
    }

    private long denoising(DryRun dryRun, TensorScope scope, RunSize run) {
        MultiViewDenoiser denoiser = denoiser(scope);
        int samples = run.objects() * run.branches();
        boolean shared = run.objects() == 1;
        Tensor maps = maps(shared ? 1 : samples, run);
        PreparedCameras cameras = cameras(denoiser, run);
        FeedbackFeatures features = denoiser.encodeFeedback(maps, maps);
        int latentSize = latentSize();
        Tensor sample = empty(samples, run.views(), networks.mvModel().unet().inChannels(), latentSize, latentSize);
        Tensor image = empty(samples, 1, networks.mvModel().unet().crossAttentionDim());
        var times = denoiser.prepareTimes(
                device, new float[1], new float[networks.mvModel().unet().addedTimeIds()]);
        return dryRun.peakOf(() -> denoiser.denoise(new DenoiserInput(sample, times, image, cameras, features)));
    }

    private long decoding(DryRun dryRun, TensorScope scope, int frames) {
        var decoder = new MixedPrecision(precision.decoder())
                .latentDecoder(networks.latentDecoder(weights.load(ModelPart.VAE, scope), frames));
        Tensor latents = empty(1, frames, networks.vae().latentChannels(), latentSize(), latentSize());
        return dryRun.peakOf(() -> decoder.decode(latents));
    }

    private long reconstruction(DryRun dryRun, TensorScope scope, RunSize run) {
        var reconstructor = new MixedPrecision(precision.reconstructor())
                .reconstructor(networks.reconstructor(weights.load(ModelPart.RECON_MODEL, scope)));
        Tensor images = maps(run.objects(), run);
        Tensor c2w = empty(run.objects(), run.views(), 4, 4);
        Tensor intrinsics = empty(run.objects(), run.views(), 3, 3);
        return dryRun.peakOf(() -> reconstructor.reconstruct(images, c2w, intrinsics, 0));
    }

    /** Of the network; the Gaussians that it makes are counted as a part of what the rasterizer sorts. */
    private long refinement(DryRun dryRun, TensorScope scope) {
        DetailHead head = networks.detail(weights.load(ModelPart.DETAIL_MODEL, scope), (gaussians, views, size) -> {
            throw new IllegalStateException("a dry run renders nothing");
        });
        Tensor features = empty(1, head.inputs(), head.imageSize(), head.imageSize());
        return dryRun.peakOf(() -> head.raw(features));
    }

    private MultiViewDenoiser denoiser(TensorScope scope) {
        MultiViewDenoiser denoiser = networks.denoiser(weights.load(ModelPart.MV_MODEL, scope));
        return new MixedPrecision(precision.denoiser())
                .denoiser(sequential ? new SequentialDenoiser(denoiser) : denoiser);
    }

    private PreparedCameras cameras(MultiViewDenoiser denoiser, RunSize run) {
        return denoiser.prepareCameras(
                empty(1, run.views(), 4, 4), empty(1, run.views(), 3, 3), latentSize(), latentSize());
    }

    /** Embedded cameras, and of each object the maps of a step and of the one before, and features of these. */
    @Override
    public long kept(RunSize run) {
        return known.computeIfAbsent(new Stage(null, run, 0), stage -> keptOf(run));
    }

    private long keptOf(RunSize run) {
        try (GradMode noGrad = GradMode.disabled();
                DryRun dryRun = DryRun.on(device);
                TensorScope scope = TensorScope.open()) {
            MultiViewDenoiser denoiser = denoiser(scope);
            Tensor colors = maps(1, run);
            long maps = MAPS * bytes(colors) / colors.size(2);
            long features = denoiser.encodeFeedback(colors, colors).levels().stream()
                    .mapToLong(NetworkMemory::bytes)
                    .sum();
            long before = dryRun.held();
            cameras(denoiser, run);
            return dryRun.held() - before + run.objects() * 2L * (maps + features);
        }
    }

    private static long bytes(Tensor tensor) {
        return tensor.numel() * tensor.dtype().byteSize();
    }

    private Tensor maps(int objects, RunSize run) {
        return empty(objects, run.views(), 3, imageSize, imageSize);
    }

    private Tensor empty(long... shape) {
        return Tensor.empty(DType.FLOAT32, device, shape);
    }

    private int latentSize() {
        return imageSize / networks.vae().downsampling();
    }
}
