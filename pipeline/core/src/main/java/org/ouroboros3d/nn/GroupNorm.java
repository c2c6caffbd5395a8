package org.ouroboros3d.nn;

import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * Group normalization ({@code torch.nn.GroupNorm}; keys {@code weight}, {@code bias}).
 *
 * <p>Where a group is one channel, whatever was added to a whole channel before, such as a time embedding, is removed
 * again.
 */
public final class GroupNorm {
    private final Tensor weight;
    private final Tensor bias;
    private final GroupNormConfig config;

    /**
     * A normalization of the given number of channels.
     *
     * @param w holds {@code weight [channels]} and {@code bias [channels]}
     * @param channels a multiple of the groups
     */
    public GroupNorm(Weights w, int channels, GroupNormConfig config) {
        if (!config.divides(channels)) {
            throw new IllegalArgumentException("GroupNorm needs a multiple of " + config.groups() + " channels, not "
                    + channels + ": change the model's channel list or its norm_num_groups");
        }
        this.weight = w.scale("weight", channels);
        this.bias = w.shift("bias", channels);
        this.config = config;
    }

    /**
     * {@return the same shape}
     *
     * @param x {@code [N, channels, ...]}; statistics run over a group's channels and all later dimensions
     */
    public Tensor forward(Tensor x) {
        return Normalization.groupNorm(x, config.groups(), weight, bias, config.eps());
    }

    /** {@return {@code silu} of what {@link #forward} gives, in its place or with it freed} */
    public Tensor activated(Tensor x) {
        Tensor normed = forward(x);
        Tensor activated = InPlace.silu(normed);
        if (activated != normed) {
            normed.close();
        }
        return activated;
    }
}
