package org.ouroboros3d.svd;

import org.ouroboros3d.nn.FeedForward;
import org.ouroboros3d.nn.LayerNorm;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** Attention of the pixels of a frame, cross attention to the image and a feed-forward, each after a norm and added. */
final class BasicTransformerBlock {
    private final LayerNorm norm1;
    private final SelfAttention attn1;
    private final ImageCrossAttention attn2;
    private final LayerNorm norm3;
    private final FeedForward ff;

    BasicTransformerBlock(Weights w, int channels, int heads, int contextChannels) {
        norm1 = new LayerNorm(w.at("norm1"), channels);
        attn1 = new SelfAttention(w.at("attn1"), channels, heads);
        attn2 = new ImageCrossAttention(w, channels, contextChannels);
        norm3 = new LayerNorm(w.at("norm3"), channels);
        ff = new FeedForward(w.at("ff"), channels, channels);
    }

    /**
     * {@return tokens of the same shape}
     *
     * @param x tokens, {@code [B F, H W, C]}
     */
    Tensor forward(Tensor x, UNetConditions conditions) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = InPlace.add(attn1.forward(norm1.forward(x)), x);
            Tensor value = attn2.forward(conditions.encoderHiddenStates());
            Tensor samples = Shapes.reshape(hidden, conditions.batch(), -1, hidden.size(2)); // [B, F H W, C]
            hidden = Shapes.reshape(Arithmetic.add(samples, value), x.shape());
            return scope.moveToOuter(InPlace.add(ff.forward(norm3.forward(hidden)), hidden));
        }
    }
}
