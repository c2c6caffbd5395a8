package org.ouroboros3d.lgm;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** A level of LGM on the way up, which takes one more skip connection than a level down has layers. */
final class LgmUpBlock {
    private final List<LgmLayer> layers;
    private final Conv2d upsample; // null at the finest level

    /**
     * Builds the level on its weights.
     *
     * @param in channels from below
     * @param skip channels of the last skip connection, which comes from the next finer level; the others have {@code
     *     out}
     */
    LgmUpBlock(Weights w, int in, int skip, int out, boolean attends, boolean upsamples, LgmConfig config) {
        int last = config.layersPerBlock();
        List<LgmLayer> built = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            int below = i == 0 ? in : out;
            int across = i == last ? skip : out;
            built.add(new LgmLayer(w, i, below + across, out, attends, config));
        }
        this.layers = List.copyOf(built);
        this.upsample = upsamples ? Conv2d.same3x3(w.at("upsample"), out, out) : null;
    }

    private Tensor upsampled(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(upsample.forward(Resampling.nearest(x, 2 * x.size(2), 2 * x.size(3))));
        }
    }

    /**
     * {@return {@code [B V, out, H, W]}, or twice H and W where the level upsamples}
     *
     * @param x {@code [B V, in, H, W]}
     * @param skips outputs of the way down, latest last; this block removes those that it uses
     * @param temb {@code [1, tembChannels]} or null
     */
    Tensor forward(Tensor x, Deque<Tensor> skips, Tensor temb) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = x;
            for (LgmLayer layer : layers) {
                hidden = layer.segment(List.of(hidden, skips.removeLast()), temb);
            }
            if (upsample != null) {
                hidden = GradientCheckpoints.segment(hidden, this::upsampled);
            }
            return scope.moveToOuter(hidden);
        }
    }
}
