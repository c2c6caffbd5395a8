package org.ouroboros3d.lgm;

import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Attention;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/** LGM's attention over the pixels of all views of an object together; normalization runs per view. */
final class MvAttention {
    private static final int HEADS = LgmConfig.ATTENTION_HEADS;

    private final GroupNorm norm;
    private final Linear qkv;
    private final Linear proj;
    private final int channels;
    private final int numFrames;

    MvAttention(Weights w, int channels, LgmConfig config) {
        this.norm = new GroupNorm(w.at("norm"), channels, config.norm());
        this.qkv = Linear.withoutBias(w.at("attn.qkv"), channels, 3 * channels);
        this.proj = new Linear(w.at("attn.proj").start(Start.ZERO), channels, channels);
        this.channels = channels;
        this.numFrames = config.numFrames();
    }

    /**
     * {@return {@code [B V, C, H, W]}}
     *
     * @param x {@code [B V, C, H, W]}
     */
    Tensor forward(Tensor x) {
        long objects = x.size(0) / numFrames;
        long pixels = x.size(2) * x.size(3);
        try (TensorScope scope = TensorScope.open()) {
            Tensor views = Shapes.reshape(norm.forward(x), objects, numFrames, channels, pixels);
            Tensor tokens = Shapes.reshape(Shapes.transpose(views, 2, 3), objects, numFrames * pixels, channels);
            Tensor attended = attention(tokens);
            Tensor perView = Shapes.reshape(attended, objects * numFrames, pixels, channels);
            Tensor residual = Shapes.reshape(Shapes.transpose(perView, 1, 2), x.shape());
            return scope.moveToOuter(InPlace.mul(InPlace.add(residual, x), LgmConfig.SKIP_SCALE));
        }
    }

    private Tensor attention(Tensor tokens) {
        long objects = tokens.size(0);
        long length = tokens.size(1);
        Tensor split = Shapes.reshape(qkv.forward(tokens), objects, length, 3, HEADS, channels / HEADS);
        Tensor byHead = Shapes.permute(split, 2, 0, 3, 1, 4); // [3, B, heads, L, C/heads]
        Tensor mixed = Attention.scaledDotProductAttention(
                Shapes.select(byHead, 0, 0), Shapes.select(byHead, 0, 1), Shapes.select(byHead, 0, 2));
        return proj.forward(Shapes.reshape(Shapes.transpose(mixed, 1, 2), objects, length, channels));
    }
}
