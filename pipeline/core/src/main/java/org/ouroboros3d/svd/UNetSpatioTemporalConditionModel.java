package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * The video UNet of Stable Video Diffusion.
 *
 * <p>Follows diffusers 0.25.0, {@code models/unet_spatio_temporal_condition.py}; with {@link TemporalContext#FIXED} it
 * computes what diffusers 0.28 and later do.
 */
public final class UNetSpatioTemporalConditionModel {
    private static final String FORWARD = "UNetSpatioTemporalConditionModel.forward";
    private static final double NORM_OUT_EPS = 1e-5;

    private final UNetConfig config;
    private final TemporalContext temporalContext;
    private final Conv2d convIn;
    private final UNetTimeEmbedding timeEmbedding;
    private final List<DownBlockSpatioTemporal> downBlocks = new ArrayList<>();
    private final UNetMidBlockSpatioTemporal midBlock;
    private final List<UpBlockSpatioTemporal> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    /**
     * Takes the UNet's weights.
     *
     * @param w keys {@code conv_in}, {@code time_embedding}, {@code add_embedding}, {@code down_blocks.N},
     *     {@code mid_block}, {@code up_blocks.N}, {@code conv_norm_out} and {@code conv_out}
     */
    public UNetSpatioTemporalConditionModel(Weights w, UNetConfig config, TemporalContext temporalContext) {
        this.config = config;
        this.temporalContext = temporalContext;
        int width = config.blockOutChannels().getFirst();
        convIn = Conv2d.same3x3(w.at("conv_in"), config.inChannels(), width);
        timeEmbedding = new UNetTimeEmbedding(w, config);
        for (int i = 0; i < config.levels(); i++) {
            downBlocks.add(new DownBlockSpatioTemporal(w.at("down_blocks." + i), config, i));
        }
        midBlock = new UNetMidBlockSpatioTemporal(w.at("mid_block"), config);
        for (int i = 0; i < config.levels(); i++) {
            upBlocks.add(new UpBlockSpatioTemporal(w.at("up_blocks." + i), config, i));
        }
        convNormOut = new GroupNorm(w.at("conv_norm_out"), width, config.norm(NORM_OUT_EPS));
        convOut = Conv2d.same3x3(w.at("conv_out"), width, config.outChannels());
    }

    /**
     * Predicts v for noisy latents.
     *
     * @param sample scaled noisy latents and the image's latents in any floating type, {@code [B, F, in, H, W]}, H and W multiples of
     *     {@link UNetConfig#sizeMultiple()}
     * @param times the noise level: one row for all, or one for each element of the batch
     * @param encoderHiddenStates the image's embedding, {@code [B, 1, D]}
     * @return v in the type of {@code sample}, {@code [B, F, out, H, W]}
     */
    public Tensor forward(Tensor sample, PreparedTimes times, Tensor encoderHiddenStates) {
        return forward(sample, times, encoderHiddenStates, BlockListener.NONE);
    }

    /** As the other, telling a listener what the blocks return. */
    public Tensor forward(Tensor sample, PreparedTimes times, Tensor encoderHiddenStates, BlockListener listener) {
        return forward(sample, times, encoderHiddenStates, UNetAdditions.NONE, listener);
    }

    Tensor forward(
            Tensor sample,
            PreparedTimes times,
            Tensor encoderHiddenStates,
            UNetAdditions additions,
            BlockListener listener) {
        ShapeCheck.require(FORWARD, "sample", sample, "[B, F, " + config.inChannels() + ", H, W]");
        ShapeCheck.requireMultiple(FORWARD, "sample", sample, config.sizeMultiple());
        ShapeCheck.require(
                FORWARD,
                "encoderHiddenStates",
                encoderHiddenStates,
                "[" + sample.size(0) + ", 1, " + config.crossAttentionDim() + "]");
        int batch = Math.toIntExact(sample.size(0));
        int frames = Math.toIntExact(sample.size(1));
        ShapeCheck.require(FORWARD, "times", times.embeddings(), "[N, " + config.timeEmbedDim() + "]");
        times.requireRows(FORWARD, batch);
        try (TensorScope scope = TensorScope.open()) {
            UNetConditions conditions = new UNetConditions(
                    perFrame(times.embeddings(), frames),
                    encoderHiddenStates.to(convIn.dtype()),
                    frames,
                    framePositions(additions, sample.device(), frames),
                    temporalContext);
            Tensor latents = Shapes.flatten(sample, 0, 1).to(convIn.dtype());
            Tensor first = told(listener, "conv_in", convIn.forward(latents));
            Tensor hidden = levels(first, conditions, additions, listener);
            Tensor normed = told(listener, "conv_norm_out", convNormOut.forward(hidden));
            Tensor out = told(listener, "conv_out", convOut.forward(Activations.silu(normed)));
            return scope.moveToOuter(
                    Shapes.reshape(out, batch, frames, config.outChannels(), sample.size(3), sample.size(4))
                            .to(sample.dtype()));
        }
    }

    /**
     * {@return noise levels as {@link #forward} takes them: their embedding after the activation, which is all that the
     * blocks have in common}
     *
     * @param device where the weights are
     * @param timesteps the time {@code ln(sigma) / 4}: one for all rows, or one for each
     * @param addedTimeIds rows of {@link UNetConfig#addedTimeIds()} numbers: one for all, or one for each
     * @throws org.ouroboros3d.error.ShapeException if the numbers of rows do not go together
     */
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
        return prepareTimes(device, timesteps, addedTimeIds, BlockListener.NONE);
    }

    /** As the other, telling a listener what the two embeddings return. */
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds, BlockListener listener) {
        try (Tensor embedding = timeEmbedding.forward(device, timesteps, addedTimeIds, listener)) {
            return new PreparedTimes(Activations.silu(embedding));
        }
    }

    /**
     * {@return the embedding of time and added time ids together, before the activation, {@code [N, T]}}
     *
     * @param device where the weights are
     * @param timesteps as {@link #prepareTimes} takes them
     * @param addedTimeIds as {@link #prepareTimes} takes them
     */
    public Tensor timeEmbedding(Device device, float[] timesteps, float[] addedTimeIds) {
        return timeEmbedding.forward(device, timesteps, addedTimeIds, BlockListener.NONE);
    }

    /** {@return whether features lie as {@link ChannelsLast} has it} */
    boolean isChannelsLast() {
        return convIn.isChannelsLast();
    }

    /** {@return each transformer's embedding of the frames' numbers, in the order in which they run} */
    List<Tensor> framePositions(Device device, int frames) {
        return transformers().stream()
                .map(transformer -> transformer.framePositions(device, frames))
                .toList();
    }

    private Map<TransformerSpatioTemporalModel, Tensor> framePositions(
            UNetAdditions additions, Device device, int frames) {
        List<Tensor> prepared = additions.framePositions();
        List<Tensor> positions = prepared.isEmpty() ? framePositions(device, frames) : prepared;
        List<TransformerSpatioTemporalModel> transformers = transformers();
        Map<TransformerSpatioTemporalModel, Tensor> result = new HashMap<>();
        for (int i = 0; i < transformers.size(); i++) {
            result.put(transformers.get(i), positions.get(i));
        }
        return result;
    }

    private List<TransformerSpatioTemporalModel> transformers() {
        List<TransformerSpatioTemporalModel> transformers = new ArrayList<>();
        downBlocks.forEach(block -> transformers.addAll(block.attentions()));
        transformers.addAll(midBlock.attentions());
        upBlocks.forEach(block -> transformers.addAll(block.attentions()));
        return transformers;
    }

    private static Tensor perFrame(Tensor embedding, int frames) {
        return embedding.size(0) == 1 ? embedding : Shapes.repeatInterleave(embedding, frames, 0);
    }

    private Tensor levels(Tensor first, UNetConditions conditions, UNetAdditions additions, BlockListener listener) {
        List<Tensor> skips = new ArrayList<>();
        skips.add(first);
        Tensor hidden = first;
        int nextFeature = 0;
        for (int i = 0; i < downBlocks.size(); i++) {
            hidden = addToBoth(hidden, skips, additions.down(i));
            Optional<Tensor> feature =
                    config.downAttention().get(i) ? additions.feature(nextFeature++) : Optional.empty();
            hidden = told(listener, "down_blocks." + i, downBlocks.get(i).forward(hidden, conditions, feature, skips));
        }
        hidden = addToBoth(hidden, skips, additions.mid());
        hidden = told(listener, "mid_block", midBlock.forward(hidden, conditions));
        hidden = add(hidden, additions.lastFeature());
        for (int i = 0; i < upBlocks.size(); i++) {
            hidden = add(hidden, additions.up(i));
            hidden = told(listener, "up_blocks." + i, upBlocks.get(i).forward(hidden, conditions, skips));
        }
        return hidden;
    }

    /**
     * Adds to the features, and to the skip that is the same tensor if there is one: the released code adds in place, and
     * so changes what it has stored for the way up.
     */
    private static Tensor addToBoth(Tensor hidden, List<Tensor> skips, Optional<Tensor> addition) {
        Tensor sum = add(hidden, addition);
        if (skips.getLast() == hidden) {
            skips.set(skips.size() - 1, sum);
        }
        return sum;
    }

    private static Tensor add(Tensor hidden, Optional<Tensor> addition) {
        return addition.isPresent() ? PerFrame.addAsSegment(hidden, addition.get()) : hidden;
    }

    private static Tensor told(BlockListener listener, String block, Tensor output) {
        listener.returned(block, output);
        return output;
    }
}
