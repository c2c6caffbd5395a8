package org.ouroboros3d.vae;

import java.util.List;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * The deepest level of the VAE decoder (diffusers' {@code MidBlockTemporalDecoder}).
 *
 * <p>There is one attention, between the first residual block and the second. With a single residual block the
 * checkpoint still has the attention, and the forward pass never reaches it.
 */
final class VaeTemporalMidBlock {
    private final List<SpatioTemporalResBlock> resnets;
    private final VaeAttention attention;

    VaeTemporalMidBlock(Weights w, int channels, VaeConfig config) {
        this.resnets = VaeUpBlock.resnets(w, channels, channels, config.layersPerBlock(), config);
        this.attention = new VaeAttention(w.at("attentions.0"), channels, config.norm());
    }

    /**
     * {@return {@code [F, C, H, W]}}
     *
     * @param x one clip {@code [F, C, H, W]}
     */
    Tensor forward(Tensor x) {
        int numFrames = Math.toIntExact(x.size(0));
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = resnets.getFirst().forward(x, null, numFrames);
            for (int i = 1; i < resnets.size(); i++) {
                if (i == 1) {
                    hidden = attention.forward(hidden);
                }
                hidden = resnets.get(i).forward(hidden, null, numFrames);
            }
            return scope.moveToOuter(hidden);
        }
    }
}
