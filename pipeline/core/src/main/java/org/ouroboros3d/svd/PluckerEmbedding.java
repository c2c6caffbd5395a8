package org.ouroboros3d.svd;

import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** Embeds the harmonics of rays for one level of the UNet: linear, SiLU, linear for each pixel. */
public final class PluckerEmbedding {
    private final Linear first;
    private final Linear second;

    /**
     * Takes the embedding's weights.
     *
     * @param w keys {@code embed.0} and {@code embed.2}
     * @param in channels of the harmonics
     * @param out channels of the level
     */
    public PluckerEmbedding(Weights w, int in, int out) {
        first = new Linear(w.at("embed.0"), in, out);
        second = new Linear(w.at("embed.2"), out, out);
    }

    /**
     * {@return the embedding with channels last, {@code [..., out]}}
     *
     * @param harmonics {@code [..., in]}, float32
     */
    public Tensor forward(Tensor harmonics) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(second.forward(Activations.silu(first.forward(harmonics.to(first.dtype())))));
        }
    }

    /**
     * {@return the embedding as the UNet's features lie, {@code [B F, out, H, W]}}
     *
     * @param harmonics {@code [B, F, H, W, in]}, float32
     * @param channelsLast whether these features lie as {@link ChannelsLast} has it, or in row-major order
     */
    Tensor planes(Tensor harmonics, boolean channelsLast) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor planes = Shapes.permute(Shapes.flatten(forward(harmonics), 0, 1), 0, 3, 1, 2);
            return scope.moveToOuter(channelsLast ? planes : Shapes.contiguous(planes));
        }
    }
}
