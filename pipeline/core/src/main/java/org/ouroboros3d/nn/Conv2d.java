package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/**
 * A 2D convolution with a square kernel and zero padding ({@code torch.nn.Conv2d}; keys {@code weight}, {@code bias}).
 */
public final class Conv2d {
    private final Tensor weight;
    private final Tensor bias;
    private final int stride;
    private final int padding;

    /**
     * A convolution with bias.
     *
     * @param w holds {@code weight [out, in, kernel, kernel]} and {@code bias [out]}
     * @param padding zeros on each of the four sides, in pixels
     */
    public Conv2d(Weights w, int in, int out, int kernel, int stride, int padding) {
        this(w.kernel("weight", out, in, kernel, kernel), w.bias("bias", out), stride, padding);
    }

    private Conv2d(Tensor weight, Tensor bias, int stride, int padding) {
        this.weight = weight;
        this.bias = bias;
        this.stride = stride;
        this.padding = padding;
    }

    /** {@return a convolution that has no {@code bias} key} */
    public static Conv2d withoutBias(Weights w, int in, int out, int kernel, int stride, int padding) {
        return new Conv2d(w.kernel("weight", out, in, kernel, kernel), null, stride, padding);
    }

    /** {@return a 3x3 convolution that keeps the size: stride 1, padding 1} */
    public static Conv2d same3x3(Weights w, int in, int out) {
        return new Conv2d(w, in, out, 3, 1, 1);
    }

    /** {@return a 1x1 convolution, which mixes channels only} */
    public static Conv2d pointwise(Weights w, int in, int out) {
        return new Conv2d(w, in, out, 1, 1, 0);
    }

    /**
     * {@return {@code [N, out, (H + 2 padding - kernel) / stride + 1, (W + 2 padding - kernel) / stride + 1]}}
     *
     * @param x {@code [N, in, H, W]}
     */
    public Tensor forward(Tensor x) {
        return Convolutions.conv2d(x, weight, bias, stride, padding);
    }

    /** {@return whether results lie as {@link ChannelsLast} has it} */
    public boolean isChannelsLast() {
        return ChannelsLast.is(weight);
    }

    /** {@return the type in which this layer computes; its input must have it, except where {@link Autocast} converts it} */
    public DType dtype() {
        return Autocast.computing(weight.dtype());
    }
}
