package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * A residual block of two 3x3 convolutions, per frame: {@code x + conv2(silu(norm2(conv1(silu(norm1(x))) +
 * proj(temb))))} (diffusers' {@code ResnetBlock2D} with {@code time_embedding_norm="default"}).
 */
public final class ResnetBlock2D {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear timeEmbProj; // null where the network has no time embedding
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d convShortcut; // null where in == out
    private final int out;

    /**
     * Builds the block on its weights.
     *
     * @param w holds {@code norm1}, {@code conv1}, {@code norm2}, {@code conv2}, with a time embedding {@code
     *     time_emb_proj}, and {@code conv_shortcut} where {@code in != out}
     * @param tembChannels the time embedding's width, or 0 for a block without one
     * @param normalization of both group normalizations
     */
    public ResnetBlock2D(Weights w, int in, int out, int tembChannels, GroupNormConfig normalization) {
        this.norm1 = new GroupNorm(w.at("norm1"), in, normalization);
        this.conv1 = Conv2d.same3x3(w.at("conv1"), in, out);
        this.timeEmbProj = tembChannels == 0 ? null : new Linear(w.at("time_emb_proj"), tembChannels, out);
        this.norm2 = new GroupNorm(w.at("norm2"), out, normalization);
        this.conv2 = Conv2d.same3x3(w.at("conv2").start(Start.ZERO), out, out);
        this.convShortcut =
                in == out ? null : Conv2d.pointwise(w.at("conv_shortcut").start(Start.COLORS_KEPT), in, out);
        this.out = out;
    }

    /**
     * {@return {@code [N, out, H, W]}}
     *
     * @param x {@code [N, in, H, W]}
     * @param temb the time embedding {@code [N, tembChannels]}, or {@code [1, tembChannels]} for all, after the
     *     SiLU that all blocks have in common; null for a block built without one
     */
    public Tensor forward(Tensor x, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = convolved(norm1, conv1, x);
            if (timeEmbProj != null) {
                Tensor shift = timeEmbProj.forward(temb);
                hidden = Arithmetic.add(hidden, Shapes.reshape(shift, -1, out, 1, 1));
            }
            hidden = convolved(norm2, conv2, hidden);
            Tensor shortcut = convShortcut == null ? x : convShortcut.forward(x);
            return scope.moveToOuter(InPlace.add(hidden, shortcut));
        }
    }

    /** Normalised features take twice the memory of their inputs in 16 bits, so they go as soon as they can. */
    private static Tensor convolved(GroupNorm norm, Conv2d conv, Tensor x) {
        try (Tensor activated = norm.activated(x)) {
            return conv.forward(activated);
        }
    }
}
