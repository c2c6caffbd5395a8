package org.ouroboros3d.lgm;

import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * LGM's residual block, whose sum is scaled by {@code sqrt(1/2)}; Ouroboros3D adds the time embedding before the second
 * normalization.
 */
final class LgmResnetBlock {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear embLayer; // null for LGM's own checkpoints
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d shortcut; // null where in == out
    private final int out;

    LgmResnetBlock(Weights w, int in, int out, LgmConfig config) {
        int tembChannels = config.tembChannels();
        this.norm1 = new GroupNorm(w.at("norm1"), in, config.norm());
        this.conv1 = Conv2d.same3x3(w.at("conv1"), in, out);
        this.embLayer =
                tembChannels == 0 ? null : new Linear(w.at("emb_layers.1").start(Start.ZERO), tembChannels, out);
        this.norm2 = new GroupNorm(w.at("norm2"), out, config.norm());
        this.conv2 = Conv2d.same3x3(w.at("conv2").start(Start.ZERO), out, out);
        this.shortcut = in == out ? null : Conv2d.pointwise(w.at("shortcut"), in, out);
        this.out = out;
    }

    /**
     * {@return {@code [B V, out, H, W]}}
     *
     * @param x {@code [B V, in, H, W]}
     * @param temb {@code [1, tembChannels]} or {@code [B V, tembChannels]}, or null for a block built without one
     */
    Tensor forward(Tensor x, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = conv1.forward(InPlace.silu(norm1.forward(x)));
            if (embLayer != null) {
                hidden = Arithmetic.add(hidden, Shapes.reshape(embLayer.forward(temb), temb.size(0), out, 1, 1));
            }
            hidden = conv2.forward(InPlace.silu(norm2.forward(hidden)));
            Tensor residual = shortcut == null ? x : shortcut.forward(x);
            return scope.moveToOuter(InPlace.mul(InPlace.add(hidden, residual), LgmConfig.SKIP_SCALE));
        }
    }
}
