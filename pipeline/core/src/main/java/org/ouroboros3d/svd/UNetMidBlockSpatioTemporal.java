package org.ouroboros3d.svd;

import java.util.List;
import org.ouroboros3d.nn.AlphaBlender;
import org.ouroboros3d.nn.GroupNormConfig;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** The coarsest level of the UNet: a transformer between two residual blocks. */
final class UNetMidBlockSpatioTemporal {
    private static final double EPS = 1e-5;

    private final SpatioTemporalResBlock first;
    private final TransformerSpatioTemporalModel attention;
    private final SpatioTemporalResBlock second;

    UNetMidBlockSpatioTemporal(Weights w, UNetConfig config) {
        first = resnet(w.at("resnets.0"), config);
        attention = new TransformerSpatioTemporalModel(
                w.at("attentions.0"),
                config.midChannels(),
                config.numAttentionHeads().getLast(),
                config);
        second = resnet(w.at("resnets.1"), config);
    }

    /**
     * {@return features of the same shape}
     *
     * @param x features, {@code [B F, C, H, W]}
     */
    Tensor forward(Tensor x, UNetConditions conditions) {
        return conditions.segment(List.of(x), attentions(), (features, given) -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor hidden = first.forward(features.getFirst(), given.temb(), given.numFrames());
                hidden = attention.forward(hidden, given);
                return scope.moveToOuter(second.forward(hidden, given.temb(), given.numFrames()));
            }
        });
    }

    private static SpatioTemporalResBlock resnet(Weights w, UNetConfig config) {
        int channels = config.midChannels();
        GroupNormConfig norm = config.norm(EPS);
        return new SpatioTemporalResBlock(
                w, channels, channels, config.timeEmbedDim(), norm, norm, AlphaBlender.Weighs.SPATIAL);
    }

    /** {@return the transformers, in the order in which they run} */
    List<TransformerSpatioTemporalModel> attentions() {
        return List.of(attention);
    }
}
