package org.ouroboros3d.vae;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.nn.SpatioTemporalResBlock;
import org.ouroboros3d.nn.TemporalConv;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * The decoder network of SVD's autoencoder, which decodes the frames of a clip together (diffusers' {@code
 * TemporalDecoder}).
 *
 * <p>There is no {@code post_quant_conv}. A last convolution over three frames runs on the decoded colours.
 */
public final class TemporalDecoder {
    private final VaeConfig config;
    private final Conv2d convIn;
    private final VaeTemporalMidBlock midBlock;
    private final List<VaeUpBlock> upBlocks;
    private final GroupNorm convNormOut;
    private final Conv2d convOut;
    private final TemporalConv timeConvOut;

    /** Builds the network on the state dict at {@code decoder}. */
    public TemporalDecoder(Weights w, VaeConfig config) {
        List<Integer> channels = config.blockOutChannels().reversed();
        int last = channels.size() - 1;
        this.config = config;
        this.convIn =
                Conv2d.same3x3(w.at("conv_in").start(Start.COLORS_SPREAD), config.latentChannels(), channels.get(0));
        this.midBlock = new VaeTemporalMidBlock(w.at("mid_block"), channels.get(0), config);
        this.upBlocks = IntStream.rangeClosed(0, last)
                .mapToObj(i -> new VaeUpBlock(
                        w.at("up_blocks." + i), channels.get(Math.max(i - 1, 0)), channels.get(i), i < last, config))
                .toList();
        this.convNormOut = new GroupNorm(w.at("conv_norm_out"), channels.get(last), config.norm());
        this.convOut =
                Conv2d.same3x3(w.at("conv_out").start(Start.COLORS_GATHERED), channels.get(last), config.outChannels());
        this.timeConvOut = new TemporalConv(
                w.at("time_conv_out").start(Start.COLORS_KEPT), config.outChannels(), config.outChannels());
    }

    /**
     * {@return its frames {@code [F, outChannels, H, W]}}
     *
     * @param clip the latents of one clip {@code [F, latentChannels, h, w]}, already divided by the scaling factor
     */
    public Tensor forward(Tensor clip) {
        ShapeCheck.require("TemporalDecoder.forward", "clip", clip, "[F, " + config.latentChannels() + ", h, w]");
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = midBlock.forward(convIn.forward(clip));
            for (VaeUpBlock block : upBlocks) {
                // Levels grow, and the one before is not needed any more.
                try (Tensor before = hidden) {
                    hidden = block.forward(before);
                }
            }
            try (Tensor last = hidden;
                    Tensor activated = convNormOut.activated(last)) {
                hidden = convOut.forward(activated);
            }
            Tensor channelsFirst = Shapes.unsqueeze(Shapes.transpose(hidden, 0, 1), 0); // [1, C, F, H, W]
            return scope.moveToOuter(Shapes.transpose(Shapes.squeeze(timeConvOut.forward(channelsFirst), 0), 0, 1));
        }
    }

    /**
     * The deepest level of the VAE decoder (diffusers' {@code MidBlockTemporalDecoder}).
     *
     * <p>There is one attention, between the first residual block and the second. With a single residual block the
     * checkpoint still has the attention, and the forward pass never reaches it.
     */
    private static final class VaeTemporalMidBlock {
        private final List<SpatioTemporalResBlock> resnets;
        private final VaeAttention attention;

        VaeTemporalMidBlock(Weights w, int channels, VaeConfig config) {
            this.resnets = VaeUpBlock.resnets(w, channels, channels, config.layersPerBlock(), config);
            this.attention = new VaeAttention(w.at("attentions.0"), channels, config.norm());
        }

        /**
         * {@return {@code [F, C, H, W]}}
         *
         * @param x one clip {@code [F, C, H, W]}
         */
        Tensor forward(Tensor x) {
            int numFrames = Math.toIntExact(x.size(0));
            try (TensorScope scope = TensorScope.open()) {
                Tensor hidden = resnets.getFirst().forward(x, null, numFrames);
                for (int i = 1; i < resnets.size(); i++) {
                    if (i == 1) {
                        hidden = attention.forward(hidden);
                    }
                    hidden = resnets.get(i).forward(hidden, null, numFrames);
                }
                return scope.moveToOuter(hidden);
            }
        }
    }
}
