package org.ouroboros3d.svd;

import org.ouroboros3d.nn.LayerNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * Cross attention to the image's embedding, which is a single token.
 *
 * <p>The softmax over one token is 1, so every query reads the same value, {@code to_out(to_v(context))}, whatever the
 * queries and keys are. The weights of queries, keys and of the norm before them have no influence and exactly zero
 * gradient; they are checked for presence and shape, since checkpoints hold them, and not computed with.
 */
final class ImageCrossAttention {
    private final Linear toV;
    private final Linear toOut;

    /**
     * Takes the weights of the attention and of the norm before it.
     *
     * @param w keys {@code attn2} and {@code norm2}
     */
    ImageCrossAttention(Weights w, int channels, int contextChannels) {
        new LayerNorm(w.at("norm2"), channels);
        Weights attention = w.at("attn2");
        Linear.withoutBias(attention.at("to_q"), channels, channels);
        Linear.withoutBias(attention.at("to_k"), contextChannels, channels);
        toV = Linear.withoutBias(attention.at("to_v"), contextChannels, channels);
        toOut = new Linear(attention.at("to_out.0").start(Start.ZERO), channels, channels);
    }

    /**
     * {@return what every token of a sample is to add, {@code [B, 1, C]}}
     *
     * @param context the image's embedding, {@code [B, 1, D]}
     */
    Tensor forward(Tensor context) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(toOut.forward(toV.forward(context)));
        }
    }
}
