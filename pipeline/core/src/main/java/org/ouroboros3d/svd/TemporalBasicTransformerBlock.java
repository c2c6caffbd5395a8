package org.ouroboros3d.svd;

import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.nn.FeedForward;
import org.ouroboros3d.nn.LayerNorm;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** A feed-forward, attention of a pixel's frames, cross attention to the image and a feed-forward, each added. */
final class TemporalBasicTransformerBlock {
    private final LayerNorm normIn;
    private final FeedForward ffIn;
    private final LayerNorm norm1;
    private final SelfAttention attn1;
    private final ImageCrossAttention attn2;
    private final LayerNorm norm3;
    private final FeedForward ff;

    TemporalBasicTransformerBlock(Weights w, int channels, int heads, int contextChannels) {
        normIn = new LayerNorm(w.at("norm_in"), channels);
        ffIn = new FeedForward(w.at("ff_in"), channels, channels);
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
        long batch = conditions.batch();
        long frames = conditions.numFrames();
        long pixels = x.size(1);
        long channels = x.size(2);
        try (TensorScope scope = TensorScope.open()) {
            Tensor byPixel = Shapes.transpose(Shapes.reshape(x, batch, frames, pixels, channels), 1, 2);
            Tensor rows = Shapes.reshape(byPixel, batch * pixels, frames, channels);
            Tensor hidden = InPlace.add(ffIn.forward(normIn.forward(rows)), rows);
            hidden = InPlace.add(attn1.forward(norm1.forward(hidden)), hidden);
            hidden = addContext(hidden, attn2.forward(conditions.encoderHiddenStates()), conditions);
            hidden = InPlace.add(ff.forward(norm3.forward(hidden)), hidden);
            Tensor byFrame = Shapes.transpose(Shapes.reshape(hidden, batch, pixels, frames, channels), 1, 2);
            return scope.moveToOuter(Shapes.reshape(byFrame, x.shape()));
        }
    }

    /**
     * Adds to each row, {@code [B H W, F, C]}, the value of the image that it reads, {@code [B, 1, C]}: its own sample's,
     * or for {@code LEGACY} that of its number modulo B.
     */
    private static Tensor addContext(Tensor rows, Tensor value, UNetConditions conditions) {
        long batch = conditions.batch();
        Tensor grouped = conditions.temporalContext() == TemporalContext.LEGACY
                ? Shapes.reshape(rows, -1, batch, rows.size(1), rows.size(2))
                : Shapes.reshape(rows, batch, -1, rows.size(1), rows.size(2));
        Tensor broadcast = conditions.temporalContext() == TemporalContext.LEGACY ? value : Shapes.unsqueeze(value, 1);
        return Shapes.reshape(Arithmetic.add(grouped, broadcast), rows.shape());
    }
}
