package org.ouroboros3d.nn;

import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/**
 * The two-layer perceptron after a sinusoidal embedding: linear, SiLU, linear (diffusers' {@code TimestepEmbedding}).
 */
public final class TimestepEmbedding {
    private final Linear first;
    private final Linear second;

    /**
     * A perceptron with diffusers' keys {@code linear_1} and {@code linear_2}.
     *
     * @param in the sinusoidal embedding's width
     * @param hidden the width between the layers
     * @param out the width of the result
     */
    public TimestepEmbedding(Weights w, int in, int hidden, int out) {
        this(new Linear(w.at("linear_1"), in, hidden), new Linear(w.at("linear_2"), hidden, out));
    }

    /** A perceptron whose layers have other keys. */
    public TimestepEmbedding(Linear first, Linear second) {
        this.first = first;
        this.second = second;
    }

    /**
     * {@return {@code [N, out]}}
     *
     * @param sinusoids {@code [N, in]}, of any floating type: it is converted to that of the weights
     */
    public Tensor forward(Tensor sinusoids) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = first.forward(sinusoids.to(first.dtype()));
            return scope.moveToOuter(second.forward(Activations.silu(hidden)));
        }
    }
}
