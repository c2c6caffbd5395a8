package org.ouroboros3d.lgm;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** A residual block of a level, followed by cross-view attention where the level has it. */
final class LgmLayer {
    private final LgmResnetBlock net;
    private final MvAttention attention; // null in levels without

    /** Reads {@code nets.index} and, with attention, {@code attns.index} of a level. */
    LgmLayer(Weights level, int index, int in, int out, boolean attends, LgmConfig config) {
        this.net = new LgmResnetBlock(level.at("nets." + index), in, out, config);
        this.attention = attends ? new MvAttention(level.at("attns." + index), out, config) : null;
    }

    /**
     * {@return {@code [B V, out, H, W]}}
     *
     * @param x {@code [B V, in, H, W]}
     * @param temb {@code [1, tembChannels]} or null
     */
    Tensor forward(Tensor x, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = net.forward(x, temb);
            return scope.moveToOuter(attention == null ? hidden : attention.forward(hidden));
        }
    }

    /** {@return what {@link #forward} gives for features laid side by side, as a segment of {@link GradientCheckpoints}} */
    Tensor segment(List<Tensor> features, Tensor temb) {
        List<Tensor> inputs = new ArrayList<>(features);
        if (temb != null) {
            inputs.add(temb);
        }
        int own = features.size();
        return GradientCheckpoints.segment(inputs, given -> {
            try (TensorScope scope = TensorScope.open()) {
                Tensor joined = own == 1 ? given.getFirst() : Shapes.cat(given.subList(0, own), 1);
                return scope.moveToOuter(forward(joined, temb == null ? null : given.getLast()));
            }
        });
    }
}
