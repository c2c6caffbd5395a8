package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** An affine map of the last dimension ({@code torch.nn.Linear}; keys {@code weight}, {@code bias}). */
public final class Linear {
    private final Tensor weight;
    private final Tensor bias;

    /**
     * A map with bias.
     *
     * @param w holds {@code weight [out, in]} and {@code bias [out]}
     */
    public Linear(Weights w, int in, int out) {
        this(w.kernel("weight", out, in), w.bias("bias", out));
    }

    private Linear(Tensor weight, Tensor bias) {
        this.weight = weight;
        this.bias = bias;
    }

    /** {@return a map that has no {@code bias} key} */
    public static Linear withoutBias(Weights w, int in, int out) {
        return new Linear(w.kernel("weight", out, in), null);
    }

    /**
     * {@return {@code [..., out]}}
     *
     * @param x {@code [..., in]}
     */
    public Tensor forward(Tensor x) {
        return org.ouroboros3d.ops.Linear.linear(x, weight, bias);
    }

    /** {@return the type in which this layer computes; its input must have it, except where {@link Autocast} converts it} */
    public DType dtype() {
        return Autocast.computing(weight.dtype());
    }
}
