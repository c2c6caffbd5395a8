package org.ouroboros3d.lgm;

import java.util.List;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** The deepest block of LGM: a residual block, attention, a residual block. */
final class LgmMidBlock {
    private final LgmLayer first;
    private final LgmResnetBlock second;

    LgmMidBlock(Weights w, int channels, LgmConfig config) {
        this.first = new LgmLayer(w, 0, channels, channels, config.midAttention(), config);
        this.second = new LgmResnetBlock(w.at("nets.1"), channels, channels, config);
    }

    /**
     * {@return {@code [B V, C, H, W]}}
     *
     * @param x {@code [B V, C, H, W]}
     * @param temb {@code [1, tembChannels]} or null
     */
    Tensor forward(Tensor x, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = first.segment(List.of(x), temb);
            List<Tensor> inputs = temb == null ? List.of(hidden) : List.of(hidden, temb);
            return scope.moveToOuter(GradientCheckpoints.segment(
                    inputs, in -> second.forward(in.getFirst(), temb == null ? null : in.getLast())));
        }
    }
}
