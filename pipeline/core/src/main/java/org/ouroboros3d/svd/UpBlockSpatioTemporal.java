package org.ouroboros3d.svd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros3d.nn.AlphaBlender;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.nn.Upsample2D;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * One level of the UNet going up: residual blocks that also read what the way down left, each followed by a transformer
 * where the level has attention, then upsampling except at the last level.
 *
 * <p>Both {@code UpBlockSpatioTemporal} and {@code CrossAttnUpBlockSpatioTemporal} of diffusers.
 */
final class UpBlockSpatioTemporal {
    private static final double EPS = 1e-6;

    private final List<SpatioTemporalResBlock> resnets = new ArrayList<>();
    private final List<TransformerSpatioTemporalModel> attentions = new ArrayList<>();
    private final Optional<Upsample2D> upsampler;

    /** @param level counted from the coarsest */
    UpBlockSpatioTemporal(Weights w, UNetConfig config, int level) {
        int finest = config.levels() - 1;
        int mirrored = finest - level;
        int in = config.upInChannels(level);
        int out = config.blockOutChannels().get(mirrored);
        int lastSkip = config.downInChannels(mirrored);
        int layers = config.layersPerBlock() + 1;
        for (int i = 0; i < layers; i++) {
            int skip = i == layers - 1 ? lastSkip : out;
            resnets.add(new SpatioTemporalResBlock(
                    w.at("resnets." + i),
                    (i == 0 ? in : out) + skip,
                    out,
                    config.timeEmbedDim(),
                    config.norm(EPS),
                    config.norm(EPS),
                    AlphaBlender.Weighs.SPATIAL));
            if (config.upAttention().get(level)) {
                attentions.add(new TransformerSpatioTemporalModel(
                        w.at("attentions." + i), out, config.numAttentionHeads().get(mirrored), config));
            }
        }
        upsampler = level == finest ? Optional.empty() : Optional.of(new Upsample2D(w.at("upsamplers.0"), out, out));
    }

    /**
     * {@return the level's output, {@code [B F, out, H, W]}, twice as high and wide unless the level is the last}
     *
     * @param x features, {@code [B F, in, H, W]}
     * @param skips what the way down left; this level takes its share from the end
     */
    Tensor forward(Tensor x, UNetConditions conditions, List<Tensor> skips) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = x;
            for (int i = 0; i < resnets.size(); i++) {
                hidden = layer(hidden, skips.removeLast(), conditions, i);
            }
            if (upsampler.isPresent()) {
                hidden = GradientCheckpoints.segment(hidden, upsampler.get()::forward);
            }
            return scope.moveToOuter(hidden);
        }
    }

    private Tensor layer(Tensor x, Tensor skip, UNetConditions conditions, int index) {
        List<TransformerSpatioTemporalModel> transformers =
                attentions.isEmpty() ? List.of() : List.of(attentions.get(index));
        return conditions.segment(List.of(x, skip), transformers, (features, given) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor joined = Shapes.cat(features, 1);
                Tensor hidden = resnets.get(index).forward(joined, given.temb(), given.numFrames());
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
