package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.DenoiserInput;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.svd.BlockListener;
import org.ouroboros3d.svd.MVModel;
import org.ouroboros3d.svd.MVModelConfig;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * Compares the multi-view denoiser in both temporal contexts, and with the zero maps of the first step.
 *
 * <p>The fixed context is run with cameras and maps of one branch, as the loop runs it, where both branches' are equal.
 */
final class MVModelCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        return new Run(golden, device).compare();
    }

    private static final class Run {
        private final GoldenFile golden;
        private final MVModel legacy;
        private final MVModel fixed;
        private final Tensor sample;
        private final Tensor context;
        private final Tensor c2w;
        private final Tensor intrinsics;
        private final Tensor colors;
        private final Tensor coordinates;
        private final float[] timestep;
        private final float[] addedTimeIds;

        Run(GoldenFile golden, Device device) {
            this.golden = golden;
            MVModelConfig config = MVModelConfig.fromJson(golden.config());
            Weights weights = golden.weights(device);
            legacy = new MVModel(weights, config, Geometry.OFFICIAL, TemporalContext.LEGACY);
            weights.requireAllUsed();
            fixed = new MVModel(weights, config, Geometry.OFFICIAL, TemporalContext.FIXED);
            sample = golden.input("sample").to(device);
            context = golden.input("encoder_hidden_states").to(device);
            c2w = golden.input("extrinsics").to(device);
            intrinsics = golden.input("intrinsics").to(device);
            colors = unit(golden.input("cond_rgb_u8").to(device));
            coordinates = unit(golden.input("cond_ccm_u8").to(device));
            timestep = golden.input("timestep").toFloatArray();
            addedTimeIds = golden.input("added_time_ids").toFloatArray();
        }

        List<Comparison> compare() {
            PreparedCameras cameras = legacy.prepareCameras(c2w, intrinsics, size(3), size(4));
            BlockProbes probes = new BlockProbes(golden, "unet.");
            Tensor scrambled = denoise(legacy, cameras, legacy.encodeFeedback(colors, coordinates), probes);
            List<Comparison> comparisons = new ArrayList<>(probes.comparisons());
            comparisons.add(golden.compare("sample", UNetCheck.PREDICTION, scrambled));
            Tensor zeros = Creation.zerosLike(colors);
            Tensor first = denoise(legacy, cameras, legacy.encodeFeedback(zeros, zeros), BlockListener.NONE);
            comparisons.add(golden.compare("sample_zero_cond", UNetCheck.PREDICTION, first));
            if (golden.hasOutput("sample_diffusers_head")) {
                comparisons.add(golden.compare("sample_diffusers_head", UNetCheck.PREDICTION, sharedBetweenBranches()));
            }
            return comparisons;
        }

        private Tensor sharedBetweenBranches() {
            PreparedCameras cameras = fixed.prepareCameras(first(c2w), first(intrinsics), size(3), size(4));
            FeedbackFeatures feedback = fixed.encodeFeedback(first(colors), first(coordinates));
            return denoise(fixed, cameras, feedback, BlockListener.NONE);
        }

        private Tensor denoise(
                MVModel model, PreparedCameras cameras, FeedbackFeatures feedback, BlockListener listener) {
            PreparedTimes times = model.prepareTimes(sample.device(), timestep, addedTimeIds, listener);
            return model.denoise(new DenoiserInput(sample, times, context, cameras, feedback), listener);
        }

        private int size(int dim) {
            return Math.toIntExact(sample.size(dim));
        }

        private static Tensor first(Tensor branches) {
            return Shapes.narrow(branches, 0, 0, 1);
        }

        private static Tensor unit(Tensor bytes) {
            return Arithmetic.div(bytes.to(DType.FLOAT32), 255);
        }
    }
}
