package org.ouroboros3d.nn;

import static org.ouroboros3d.ops.Normalization.groupNorm;

import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * Group normalization with 32 groups ({@code torch.nn.GroupNorm}; keys {@code weight}, {@code bias}).
 *
 * <p>Every network here uses 32 groups. With exactly 32 channels a group is one channel, and whatever was added to a
 * whole channel before, such as a time embedding, is removed again.
 */
public final class GroupNorm {
    /** Groups in every network of this project. */
    public static final int GROUPS = 32;

    private final Tensor weight;
    private final Tensor bias;
    private final double eps;

    /**
     * A normalization of the given number of channels.
     *
     * @param w holds {@code weight [channels]} and {@code bias [channels]}
     * @param channels a multiple of {@link #GROUPS}
     * @param eps added to the variance; the networks differ in it, see each
     */
    public GroupNorm(Weights w, int channels, double eps) {
        if (channels % GROUPS != 0) {
            throw new IllegalArgumentException("GroupNorm needs a multiple of " + GROUPS + " channels, not " + channels
                    + ": change the model's channel list");
        }
        this.weight = w.get("weight", channels);
        this.bias = w.get("bias", channels);
        this.eps = eps;
    }

    /**
     * {@return the same shape}
     *
     * @param x {@code [N, channels, ...]}; statistics run over a group's channels and all later dimensions
     */
    public Tensor forward(Tensor x) {
        return groupNorm(x, GROUPS, weight, bias, eps);
    }
}
