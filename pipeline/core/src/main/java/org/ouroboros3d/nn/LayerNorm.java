package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Layer normalization of the last dimension ({@code torch.nn.LayerNorm}; keys {@code weight}, {@code bias}). */
public final class LayerNorm {
    /** The eps of every layer normalization in SVD and CLIP. */
    public static final double EPS = 1e-5;

    private final Tensor weight;
    private final Tensor bias;
    private final double eps;

    /**
     * A normalization with an eps of its own.
     *
     * @param w holds {@code weight [channels]} and {@code bias [channels]}
     * @param eps added to the variance
     */
    public LayerNorm(Weights w, int channels, double eps) {
        this.weight = w.scale("weight", channels);
        this.bias = w.shift("bias", channels);
        this.eps = eps;
    }

    /** A normalization with the usual eps, {@value #EPS}. */
    public LayerNorm(Weights w, int channels) {
        this(w, channels, EPS);
    }

    /**
     * {@return the same shape}
     *
     * @param x {@code [..., channels]}
     */
    public Tensor forward(Tensor x) {
        return Normalization.layerNorm(x, weight, bias, eps);
    }
}
