package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * A residual block of two convolutions over three neighbouring frames (diffusers' {@code TemporalResnetBlock}).
 *
 * <p>Its group normalizations take their statistics over all frames of a clip together, unlike the spatial block's.
 */
public final class TemporalResnetBlock {
    private final GroupNorm norm1;
    private final TemporalConv conv1;
    private final Linear timeEmbProj; // null where the network has no time embedding
    private final GroupNorm norm2;
    private final TemporalConv conv2;
    private final int channels;

    /**
     * Builds the block on its weights; it keeps the number of channels.
     *
     * @param w holds {@code norm1}, {@code conv1}, {@code norm2}, {@code conv2} and, with a time embedding, {@code
     *     time_emb_proj}
     * @param tembChannels the time embedding's width, or 0 for a block without one
     * @param normalization of both group normalizations
     */
    public TemporalResnetBlock(Weights w, int channels, int tembChannels, GroupNormConfig normalization) {
        this.norm1 = new GroupNorm(w.at("norm1"), channels, normalization);
        this.conv1 = new TemporalConv(w.at("conv1"), channels, channels);
        this.timeEmbProj = tembChannels == 0 ? null : new Linear(w.at("time_emb_proj"), tembChannels, channels);
        this.norm2 = new GroupNorm(w.at("norm2"), channels, normalization);
        this.conv2 = new TemporalConv(w.at("conv2").start(Start.ZERO), channels, channels);
        this.channels = channels;
    }

    /** {@return whether results lie as {@link ChannelsLast} has it} */
    public boolean isChannelsLast() {
        return conv1.isChannelsLast();
    }

    /**
     * {@return {@code [B, channels, F, H, W]}}
     *
     * @param x {@code [B, channels, F, H, W]}
     * @param temb the time embedding {@code [B F, tembChannels]}, or {@code [1, tembChannels]} for all, after the
     *     SiLU that all blocks have in common; null for a block built without one
     */
    public Tensor forward(Tensor x, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = convolved(norm1, conv1, x);
            if (timeEmbProj != null) {
                Tensor shift = timeEmbProj.forward(temb);
                boolean one = temb.size(0) == 1;
                Tensor perFrame = // [B, F, C, 1, 1] or [1, 1, C, 1, 1]
                        Shapes.reshape(shift, one ? 1 : x.size(0), one ? 1 : x.size(2), channels, 1, 1);
                hidden = Arithmetic.add(hidden, Shapes.transpose(perFrame, 1, 2));
            }
            hidden = convolved(norm2, conv2, hidden);
            return scope.moveToOuter(InPlace.add(hidden, x));
        }
    }

    /** Normalised features take twice the memory of their inputs in 16 bits, so they go as soon as they can. */
    private static Tensor convolved(GroupNorm norm, TemporalConv conv, Tensor x) {
        try (Tensor activated = norm.activated(x)) {
            return conv.forward(activated);
        }
    }
}
