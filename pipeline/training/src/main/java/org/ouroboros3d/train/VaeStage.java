package org.ouroboros3d.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.model.LatentDecoder;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Autocast;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.DiagonalGaussian;
import org.ouroboros3d.vae.VaeDecoder;
import org.ouroboros3d.vae.VaeEncoder;

/**
 * Trains the autoencoder: views through the encoder and, as one clip an object, the temporal decoder (Kingma and Welling
 * 2014, with the small weight of the prior of Rombach et al. 2022).
 */
public final class VaeStage implements TrainingStage {
    private final Parameters parameters;
    private final VaeEncoder encoder;
    private final LatentDecoder decoder;
    private final double scalingFactor;
    private final ImageLoss loss;
    private final double priorWeight;
    private final int clip;
    private final MixedPrecision precision;
    private final HostNoise noise;

    /**
     * @param decoder whose chunks are one clip long
     * @param scalingFactor the decoder's own
     * @param loss of the decoded pictures
     * @param priorWeight of the distance of the latents' distribution from a standard normal
     * @param clip frames of each object that a step sees, at most all; with fewer, a batch of the same cost shows more
     *     objects
     * @param precision that the networks compute in
     * @param noise draws the latents
     */
    public VaeStage(
            Parameters parameters,
            VaeEncoder encoder,
            VaeDecoder decoder,
            double scalingFactor,
            ImageLoss loss,
            double priorWeight,
            int clip,
            MixedPrecision precision,
            HostNoise noise) {
        this.parameters = parameters;
        this.encoder = encoder;
        this.decoder = precision.latentDecoder(decoder);
        this.scalingFactor = scalingFactor;
        this.loss = loss;
        this.priorWeight = priorWeight;
        this.clip = clip;
        this.precision = precision;
        this.noise = noise;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public StepLosses accumulate(TrainingBatch batch, long step, double lossScale) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled()) {
            // Other frames at each step, so that every one is seen from all its places in a clip.
            long start = step % (batch.frames() - clip + 1);
            Tensor images = Shapes.narrow(batch.images(), 1, start, clip);
            DiagonalGaussian latents = distribution(Shapes.flatten(images, 0, 1));
            Tensor draw = RowDraws.of(noise, batch)
                    .normal(step, latents.mean().shape())
                    .to(batch.images().device());
            Tensor scaled = Arithmetic.mul(latents.sample(draw), scalingFactor);
            long[] shape = scaled.shape();
            Tensor clips = Shapes.reshape(scaled, batch.size(), clip, shape[1], shape[2], shape[3]);
            Tensor decoded = ImageRange.toUnit(decoder.decode(clips));
            Tensor image = loss.of(decoded, ImageRange.toUnit(images));
            Tensor prior = prior(latents);
            Map<String, Tensor> losses = new LinkedHashMap<>();
            losses.put(StepLosses.TOTAL, Arithmetic.addScaled(image, prior, priorWeight));
            losses.put("image", image);
            losses.put("prior", prior);
            return StepLosses.differentiated(losses, lossScale, GradientCheckpoints.none());
        }
    }

    private DiagonalGaussian distribution(Tensor images) {
        try (Autocast cast = Autocast.to(precision.type())) {
            DiagonalGaussian computed = encoder.distribution(images);
            return new DiagonalGaussian(
                    computed.mean().to(DType.FLOAT32), computed.logvar().to(DType.FLOAT32));
        }
    }

    /** The mean over all components of the divergence from a standard normal, {@code (m² + v - 1 - ln v) / 2}. */
    private static Tensor prior(DiagonalGaussian latents) {
        Tensor moments = Arithmetic.add(Arithmetic.square(latents.mean()), Arithmetic.exp(latents.logvar()));
        Tensor divergence = Arithmetic.sub(Arithmetic.sub(moments, latents.logvar()), 1);
        return Arithmetic.mul(Reductions.mean(divergence), 0.5);
    }
}
