package org.ouroboros3d.vae;

import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.GroupNormConfig;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Attention;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * Attention of one head over the pixels of each frame, with normalization before and a residual after it (diffusers'
 * {@code Attention} in a VAE).
 */
final class VaeAttention {
    private final GroupNorm groupNorm;
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;

    VaeAttention(Weights w, int channels, GroupNormConfig norm) {
        this.groupNorm = new GroupNorm(w.at("group_norm"), channels, norm);
        this.toQ = new Linear(w.at("to_q"), channels, channels);
        this.toK = new Linear(w.at("to_k"), channels, channels);
        this.toV = new Linear(w.at("to_v"), channels, channels);
        this.toOut = new Linear(w.at("to_out.0").start(Start.ZERO), channels, channels);
    }

    /**
     * {@return {@code [N, C, H, W]}}
     *
     * @param x {@code [N, C, H, W]}
     */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor tokens = Shapes.transpose(Shapes.flatten(groupNorm.forward(x), 2, 3), 1, 2); // [N, H W, C]
            Tensor mixed = Attention.scaledDotProductAttention(
                    oneHead(toQ.forward(tokens)), oneHead(toK.forward(tokens)), oneHead(toV.forward(tokens)));
            Tensor attended = toOut.forward(Shapes.squeeze(mixed, 1)); // [N, H W, C]
            return scope.moveToOuter(InPlace.add(Shapes.reshape(Shapes.transpose(attended, 1, 2), x.shape()), x));
        }
    }

    private static Tensor oneHead(Tensor tokens) {
        return Shapes.unsqueeze(tokens, 1); // [N, 1, H W, C]
    }
}
