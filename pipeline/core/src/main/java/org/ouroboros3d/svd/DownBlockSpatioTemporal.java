package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.nn.AlphaBlender;
import org.ouroboros3d.nn.Downsample2D;
import org.ouroboros3d.nn.GroupNormConfig;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * One level of the UNet going down: residual blocks, each followed by a transformer where the level has attention, then
 * a downsampling convolution except at the last level.
 *
 * <p>Both {@code DownBlockSpatioTemporal} and {@code CrossAttnDownBlockSpatioTemporal} of diffusers; their residual
 * blocks' eps differ.
 */
final class DownBlockSpatioTemporal {
    private static final double EPS = 1e-5;
    private static final double EPS_WITH_ATTENTION = 1e-6;

    private final List<SpatioTemporalResBlock> resnets = new ArrayList<>();
    private final List<TransformerSpatioTemporalModel> attentions = new ArrayList<>();
    private final Optional<Downsample2D> downsampler;

    DownBlockSpatioTemporal(Weights w, UNetConfig config, int level) {
        int in = config.downInChannels(level);
        int out = config.blockOutChannels().get(level);
        boolean attends = config.downAttention().get(level);
        GroupNormConfig norm = config.norm(attends ? EPS_WITH_ATTENTION : EPS);
        for (int i = 0; i < config.layersPerBlock(); i++) {
            resnets.add(new SpatioTemporalResBlock(
                    w.at("resnets." + i),
                    i == 0 ? in : out,
                    out,
                    config.timeEmbedDim(),
                    norm,
                    norm,
                    AlphaBlender.Weighs.SPATIAL));
            if (attends) {
                attentions.add(new TransformerSpatioTemporalModel(
                        w.at("attentions." + i), out, config.numAttentionHeads().get(level), config));
            }
        }
        boolean last = level == config.levels() - 1;
        downsampler = last ? Optional.empty() : Optional.of(Downsample2D.symmetric(w.at("downsamplers.0"), out, out));
    }

    /**
     * {@return the level's output, {@code [B F, out, H, W]}, half as high and wide unless the level is the last}
     *
     * <p>The tensors belong to the caller's scope.
     *
     * @param x features, {@code [B F, in, H, W]}
     * @param feature the adapters' features to add before downsampling, {@code [B F, out, H, W]} or
     *     {@code [F, out, H, W]}; empty for none. The skips of the residual blocks are without them
     * @param skips gets what the way up is to read: the output of every residual block, and the downsampled one
     */
    Tensor forward(Tensor x, UNetConditions conditions, Optional<Tensor> feature, List<Tensor> skips) {
        Tensor hidden = x;
        for (int i = 0; i < resnets.size(); i++) {
            hidden = layer(hidden, conditions, i);
            skips.add(hidden);
        }
        if (feature.isPresent()) {
            hidden = PerFrame.addAsSegment(hidden, feature.get());
        }
        if (downsampler.isPresent()) {
            hidden = GradientCheckpoints.segment(hidden, downsampler.get()::forward);
            skips.add(hidden);
        }
        return hidden;
    }

    private Tensor layer(Tensor x, UNetConditions conditions, int index) {
        List<TransformerSpatioTemporalModel> transformers =
                attentions.isEmpty() ? List.of() : List.of(attentions.get(index));
        return conditions.segment(List.of(x), transformers, (features, given) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor hidden = resnets.get(index).forward(features.getFirst(), given.temb(), given.numFrames());
                for (TransformerSpatioTemporalModel transformer : transformers) {
                    hidden = transformer.forward(hidden, given);
                }
                return scope.moveToOuter(hidden);
            }
        });
    }

    /** {@return the transformers, in the order in which they run} */
    List<TransformerSpatioTemporalModel> attentions() {
        return attentions;
    }
}
