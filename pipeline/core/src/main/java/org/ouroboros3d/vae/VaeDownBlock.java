package org.ouroboros3d.vae;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.nn.Downsample2D;
import org.ouroboros3d.nn.ResnetBlock2D;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** One level of the VAE encoder (diffusers' {@code DownEncoderBlock2D}). */
final class VaeDownBlock {
    private final List<ResnetBlock2D> resnets;
    private final Downsample2D downsampler; // null at the deepest level

    VaeDownBlock(Weights w, int in, int out, boolean downsamples, VaeConfig config) {
        this.resnets = IntStream.range(0, config.layersPerBlock())
                .mapToObj(i -> new ResnetBlock2D(w.at("resnets." + i), i == 0 ? in : out, out, 0, config.norm()))
                .toList();
        this.downsampler = downsamples ? Downsample2D.asymmetric(w.at("downsamplers.0"), out, out) : null;
    }

    /**
     * {@return {@code [N, out, H, W]}, or half of H and W where the level downsamples}
     *
     * @param x {@code [N, in, H, W]}
     */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = x;
            for (ResnetBlock2D resnet : resnets) {
                hidden = resnet.forward(hidden, null);
            }
            return scope.moveToOuter(downsampler == null ? hidden : downsampler.forward(hidden));
        }
    }
}
