package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.tensor.Device;

/**
 * Random numbers of training steps: those of a step depend on the seed and the step's number alone, so that a resumed run
 * draws what an uninterrupted one would.
 *
 * @param noise the generator
 * @param latentSigmas distribution of the latents' noise levels
 * @param conditionSigmas distribution of the condition images' noise levels
 * @param selfConditioning probability of a second prediction that sees the renderings of the first
 */
public record DrawSource(HostNoise noise, LogNormal latentSigmas, LogNormal conditionSigmas, double selfConditioning) {
    /** Uses of noise in a step; each has its own stream. */
    private static final int STREAMS = 8;

    /** Checks the probability. */
    public DrawSource {
        if (!(selfConditioning >= 0 && selfConditioning <= 1)) {
            throw new IllegalArgumentException("selfConditioning is a probability, not " + selfConditioning);
        }
    }

    /**
     * {@return the draws of a step}
     *
     * @param step its number
     * @param batch the images that they are for
     * @param latentChannels of the autoencoder
     * @param downsampling pixels of an image per pixel of its latents, in one direction
     */
    public StepDraws draws(long step, TrainingBatch batch, int latentChannels, int downsampling) {
        int b = batch.size();
        int f = batch.frames();
        int s = batch.imageSize();
        int l = s / downsampling;
        Device device = batch.images().device();
        long first = step * STREAMS;
        float[] levels = noise.normals(first + 4, b);
        float[] conditionLevels = noise.normals(first + 5, b);
        List<Double> sigmas = new ArrayList<>();
        List<Double> condition = new ArrayList<>();
        for (int i = 0; i < b; i++) {
            sigmas.add(latentSigmas.sigma(levels[i]));
            condition.add(conditionSigmas.sigma(conditionLevels[i]));
        }
        List<Double> dropout =
                Arrays.stream(noise.uniforms(first + 6, b)).boxed().toList();
        return new StepDraws(
                noise.normal(first, b, f, latentChannels, l, l).to(device),
                noise.normal(first + 1, (long) b * f, latentChannels, l, l).to(device),
                noise.normal(first + 2, b, 3, s, s).to(device),
                noise.normal(first + 3, b, latentChannels, l, l).to(device),
                sigmas,
                condition,
                dropout,
                noise.uniforms(first + 7, 1)[0] < selfConditioning);
    }
}
