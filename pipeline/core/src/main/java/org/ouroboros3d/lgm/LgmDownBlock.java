package org.ouroboros3d.lgm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** A level of LGM on the way down. */
final class LgmDownBlock {
    private final List<LgmLayer> layers;
    private final Conv2d downsample; // null at the deepest level

    LgmDownBlock(Weights w, int in, int out, boolean attends, boolean downsamples, LgmConfig config) {
        this.layers = IntStream.range(0, config.layersPerBlock())
                .mapToObj(i -> new LgmLayer(w, i, i == 0 ? in : out, out, attends, config))
                .toList();
        this.downsample = downsamples ? new Conv2d(w.at("downsample"), out, out, 3, 2, 1) : null;
    }

    /**
     * {@return what every layer and the downsampling gave, in order; the last one is the level's output}
     *
     * @param x {@code [B V, in, H, W]}
     * @param temb {@code [1, tembChannels]} or null
     */
    List<Tensor> forward(Tensor x, Tensor temb) {
        List<Tensor> outputs = new ArrayList<>();
        Tensor hidden = x;
        for (LgmLayer layer : layers) {
            hidden = layer.segment(List.of(hidden), temb);
            outputs.add(hidden);
        }
        if (downsample != null) {
            outputs.add(GradientCheckpoints.segment(hidden, downsample::forward));
        }
        return outputs;
    }
}
