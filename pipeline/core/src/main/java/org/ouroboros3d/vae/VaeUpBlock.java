package org.ouroboros3d.vae;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.nn.AlphaBlender;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.nn.Upsample2D;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** One level of the VAE decoder (diffusers' {@code UpBlockTemporalDecoder}). */
final class VaeUpBlock {
    private final List<SpatioTemporalResBlock> resnets;
    private final Upsample2D upsampler; // null at the finest level

    VaeUpBlock(Weights w, int in, int out, boolean upsamples, VaeConfig config) {
        this.resnets = resnets(w, in, out, config.layersPerBlock() + 1, config);
        this.upsampler = upsamples ? new Upsample2D(w.at("upsamplers.0"), out, out) : null;
    }

    /**
     * Residual blocks as every decoder level has them: no time embedding, and the learned number weighs the temporal
     * branch.
     */
    static List<SpatioTemporalResBlock> resnets(Weights w, int in, int out, int layers, VaeConfig config) {
        return IntStream.range(0, layers)
                .mapToObj(i -> new SpatioTemporalResBlock(
                        w.at("resnets." + i),
                        i == 0 ? in : out,
                        out,
                        0,
                        config.norm(),
                        config.temporalNorm(),
                        AlphaBlender.Weighs.TEMPORAL))
                .toList();
    }

    /**
     * {@return {@code [F, out, H, W]}, or twice H and W where the level upsamples}
     *
     * @param x one clip {@code [F, in, H, W]}
     */
    Tensor forward(Tensor x) {
        int numFrames = Math.toIntExact(x.size(0));
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = resnets.getFirst().forward(x, null, numFrames);
            for (SpatioTemporalResBlock resnet : resnets.subList(1, resnets.size())) {
                try (Tensor before = hidden) {
                    hidden = resnet.forward(before, null, numFrames);
                }
            }
            return scope.moveToOuter(upsampler == null ? hidden : upsampler.forward(hidden));
        }
    }
}
