package org.ouroboros3d.bench;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.load.Precision;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.run.StageKind;
import org.ouroboros3d.weights.Weights;

/**
 * What a step of the joint stage holds on a rank, counted by a {@link DryRun} with gradient checkpointing: nothing is
 * computed and no memory is needed. What autograd keeps of the one segment that is differentiated cannot be seen by it, and
 * is not counted; nor are the decoder, which is not differentiated, and the rasterizer.
 *
 * @param trained numbers of the weights that are trained, float32
 * @param frozen numbers of the others, float32
 * @param denoiser activations of its forward pass
 * @param reconstructor activations of its forward pass
 */
public record TrainingMemory(long trained, long frozen, Activations denoiser, Activations reconstructor) {
    private static final int VIEWS = 8;

    /**
     * Of a forward pass, in bytes.
     *
     * @param kept for the backward pass
     * @param peak at once, what is kept included
     */
    public record Activations(long kept, long peak) {}

    /**
     * {@return what a step holds}
     *
     * @param objects of a rank's part of a batch, of eight views each
     * @param precision that denoiser and reconstructor compute in
     */
    public static TrainingMemory of(RandomModel.Sizes sizes, int objects, Precision precision) {
        Map<ModelPart, Long> numbers = new EnumMap<>(ModelPart.class);
        try (DryRun dryRun = DryRun.on(Device.CPU);
                GradMode recording = GradMode.enabled();
                TensorScope scope = TensorScope.open();
                GaussianRenderer renderer = new GaussianRenderer(Geometry.OFFICIAL)) {
            Networks networks = precision.applyTo(RandomModel.networks(sizes, renderer, (part, schema) -> {
                Map<String, Tensor> weights = empty(schema, isTrained(part));
                numbers.put(
                        part, weights.values().stream().mapToLong(Tensor::numel).sum());
                return weights;
            }));
            return new TrainingMemory(
                    sum(numbers, true),
                    sum(numbers, false),
                    denoising(dryRun, networks.denoiser(), sizes, objects),
                    reconstruction(dryRun, networks, sizes.imageSize(), objects));
        }
    }

    private static boolean isTrained(ModelPart part) {
        return StageKind.JOINT.parts(false).contains(part);
    }

    private static long sum(Map<ModelPart, Long> numbers, boolean trained) {
        return numbers.entrySet().stream()
                .filter(entry -> isTrained(entry.getKey()) == trained)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Tensor> empty(Weights schema, boolean trained) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        schema.asked().forEach((key, shape) -> weights.put(key, zeros(shape).requiresGrad(trained)));
        return weights;
    }

    private static Activations denoising(
            DryRun dryRun, MultiViewDenoiser denoiser, RandomModel.Sizes sizes, int objects) {
        int size = sizes.imageSize();
        int latentSize = size / sizes.vae().downsampling();
        var unet = sizes.mvModel().unet();
        Tensor sample = zeros(objects, VIEWS, unet.inChannels(), latentSize, latentSize);
        Tensor image = zeros(objects, 1, unet.crossAttentionDim());
        Tensor maps = zeros(objects, VIEWS, 3, size, size);
        PreparedCameras cameras = denoiser.prepareCameras(
                zeros(objects, VIEWS, 4, 4), zeros(objects, VIEWS, 3, 3), latentSize, latentSize);
        PreparedTimes times =
                denoiser.prepareTimes(Device.CPU, new float[objects], new float[objects * unet.addedTimeIds()]);
        return forward(dryRun, () -> {
            FeedbackFeatures features = denoiser.encodeFeedback(maps, maps);
            return denoiser.denoise(new DenoiserInput(sample, times, image, cameras, features));
        });
    }

    private static Activations reconstruction(DryRun dryRun, Networks networks, int size, int objects) {
        Tensor images = zeros(objects, VIEWS, 3, size, size).requiresGrad(true);
        Tensor c2w = zeros(objects, VIEWS, 4, 4);
        Tensor intrinsics = zeros(objects, VIEWS, 3, 3);
        return forward(dryRun, () -> networks.reconstructor().reconstruct(images, c2w, intrinsics, 0));
    }

    /** Runs a network as training does; only its result and what the checkpoints hold is left. */
    private static Activations forward(DryRun dryRun, Supplier<Tensor> network) {
        try (TensorScope result = TensorScope.open();
                GradientCheckpoints checkpoints = GradientCheckpoints.create()) {
            long before = dryRun.held();
            long peak = dryRun.peakOf(() -> {
                try (TensorScope scope = TensorScope.open();
                        var segments = checkpoints.record()) {
                    scope.moveToOuter(network.get());
                }
            });
            return new Activations(dryRun.held() - before, peak);
        }
    }

    private static Tensor zeros(long... shape) {
        return Tensor.empty(DType.FLOAT32, Device.CPU, shape);
    }
}
