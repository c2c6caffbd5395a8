package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.svd.UNetConfig;
import org.ouroboros3d.svd.UNetSpatioTemporalConditionModel;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * Compares the video UNet in both temporal contexts: {@code sample} was made by diffusers 0.25.0,
 * {@code sample_diffusers_head} by a release that has the context fixed.
 */
final class UNetCheck implements GoldenCheck {
    /**
     * Of a prediction of the UNet, alone or within the multi-view denoiser. A norm with a wrong eps of 1e-5 or 1e-6 changes
     * outputs by 8e-6 to 1.4e-5; another order of summation, by 2e-6.
     */
    static final Comparison.Limit PREDICTION =
            new Comparison.Limit(5e-6, Measure.RELATIVE_L2, "so that a norm's eps of 1e-5 in place of 1e-6 is seen");

    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        UNetConfig config = UNetConfig.fromJson(golden.config());
        Weights weights = golden.weights(device);
        UNetSpatioTemporalConditionModel legacy =
                new UNetSpatioTemporalConditionModel(weights, config, TemporalContext.LEGACY);
        weights.requireAllUsed();
        UNetSpatioTemporalConditionModel fixed =
                new UNetSpatioTemporalConditionModel(weights, config, TemporalContext.FIXED);
        Tensor sample = golden.input("sample").to(device);
        Tensor context = golden.input("encoder_hidden_states").to(device);
        float[] timestep = golden.input("timestep").toFloatArray();
        float[] ids = golden.input("added_time_ids").toFloatArray();
        float[] firstIds = Shapes.select(golden.input("added_time_ids"), 0, 0).toFloatArray();

        BlockProbes probes = new BlockProbes(golden, "");
        List<Comparison> comparisons = new ArrayList<>();
        Tensor timeEmbedding = legacy.timeEmbedding(device, timestep, ids);
        comparisons.add(golden.compare("time_emb", timeEmbedding));
        PreparedTimes times = legacy.prepareTimes(device, timestep, ids, probes);
        Tensor scrambled = legacy.forward(sample, times, context, probes);
        comparisons.addAll(probes.comparisons());
        comparisons.add(golden.compare("sample", PREDICTION, scrambled));
        Tensor separate = fixed.forward(sample, fixed.prepareTimes(device, timestep, ids), context);
        comparisons.add(golden.compare("sample_diffusers_head", PREDICTION, separate));
        PreparedTimes first = legacy.prepareTimes(device, timestep, firstIds);
        Tensor alone = legacy.forward(Shapes.narrow(sample, 0, 0, 1), first, Shapes.narrow(context, 0, 0, 1));
        comparisons.add(golden.compare("sample_batch1_row0", PREDICTION, alone));
        return comparisons;
    }
}
