package org.ouroboros3d.vae;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.nn.Conv2d;
import org.ouroboros3d.nn.Downsample2D;
import org.ouroboros3d.nn.GroupNorm;
import org.ouroboros3d.nn.ResnetBlock2D;
import org.ouroboros3d.nn.ShapeCheck;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * The encoder half of SVD's autoencoder: diffusers' {@code Encoder} and the {@code quant_conv} after it.
 *
 * <p>SVD conditions on the distribution's mode and does not multiply it by the scaling factor, unlike the latents that
 * are denoised.
 */
public final class VaeEncoder implements LatentEncoder {
    private final VaeConfig config;
    private final Conv2d convIn;
    private final List<VaeDownBlock> downBlocks;
    private final ResnetBlock2D midResnet0;
    private final VaeAttention midAttention;
    private final ResnetBlock2D midResnet1;
    private final GroupNorm convNormOut;
    private final Conv2d convOut;
    private final Conv2d quantConv;

    /** Builds the encoder on {@code encoder.*} and {@code quant_conv.*} of the {@code vae} folder's state dict. */
    public VaeEncoder(Weights w, VaeConfig config) {
        Weights encoder = w.at("encoder").passingColors();
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        int deepest = channels.get(last);
        int moments = 2 * config.latentChannels();
        this.config = config;
        this.convIn =
                Conv2d.same3x3(encoder.at("conv_in").start(Start.COLORS_SPREAD), config.inChannels(), channels.get(0));
        this.downBlocks = IntStream.rangeClosed(0, last)
                .mapToObj(i -> new VaeDownBlock(
                        encoder.at("down_blocks." + i),
                        channels.get(Math.max(i - 1, 0)),
                        channels.get(i),
                        i < last,
                        config))
                .toList();
        Weights mid = encoder.at("mid_block");
        this.midResnet0 = new ResnetBlock2D(mid.at("resnets.0"), deepest, deepest, 0, config.norm());
        this.midAttention = new VaeAttention(mid.at("attentions.0"), deepest, config.norm());
        this.midResnet1 = new ResnetBlock2D(mid.at("resnets.1"), deepest, deepest, 0, config.norm());
        this.convNormOut = new GroupNorm(encoder.at("conv_norm_out"), deepest, config.norm());
        this.convOut = Conv2d.same3x3(encoder.at("conv_out").start(Start.COLORS_GATHERED), deepest, moments);
        this.quantConv = Conv2d.pointwise(w.at("quant_conv").passingColors().start(Start.MOMENTS), moments, moments);
    }

    /**
     * {@return the distribution's mode {@code [B, latentChannels, h, w]}, unscaled}
     *
     * @param images {@code [B, 3, H, W]} in [-1, 1], H and W multiples of {@link VaeConfig#downsampling()}
     */
    @Override
    public Tensor encode(Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(distribution(images).mode());
        }
    }

    /**
     * {@inheritDoc}
     *
     * @param images as in {@link #encode}
     */
    @Override
    public Tensor sample(Tensor images, Tensor noise) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(distribution(images).sample(noise));
        }
    }

    @Override
    public double scalingFactor() {
        return config.scalingFactor();
    }

    /**
     * {@return the distribution of latents, whose tensors join the innermost scope}
     *
     * @param images as in {@link #encode}
     */
    public DiagonalGaussian distribution(Tensor images) {
        return DiagonalGaussian.ofMoments(moments(images));
    }

    /**
     * {@return mean and logarithm of the variance {@code [B, 2 latentChannels, h, w]}}
     *
     * @param images as in {@link #encode}
     */
    public Tensor moments(Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(quantConv.forward(encoderOut(images)));
        }
    }

    /** {@return what {@link #moments} puts through {@code quant_conv}, {@code [B, 2 latentChannels, h, w]}} */
    public Tensor encoderOut(Tensor images) {
        ShapeCheck.require("VaeEncoder.encode", "images", images, "[B, " + config.inChannels() + ", H, W]");
        ShapeCheck.requireMultiple("VaeEncoder.encode", "images", images, config.downsampling());
        try (TensorScope scope = TensorScope.open()) {
            Tensor hidden = convIn.forward(images);
            for (VaeDownBlock block : downBlocks) {
                hidden = block.forward(hidden);
            }
            hidden = midResnet0.forward(hidden, null);
            hidden = midResnet1.forward(midAttention.forward(hidden), null);
            return scope.moveToOuter(convOut.forward(Activations.silu(convNormOut.forward(hidden))));
        }
    }

    /** One level of the VAE encoder (diffusers' {@code DownEncoderBlock2D}). */
    private static final class VaeDownBlock {
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
}
