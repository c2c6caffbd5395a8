package org.ouroboros3d.train;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
 * @param trajectories which steps train on the denoiser's own trajectories; empty for none
 */
public record DrawSource(
        HostNoise noise,
        NoiseLevels latentSigmas,
        LogNormal conditionSigmas,
        double selfConditioning,
        Optional<Trajectories> trajectories) {
    /** Uses of noise in a step; each has its own stream. */
    private static final int STREAMS = 8;

    /** Checks the probability. */
    public DrawSource {
        if (!(selfConditioning >= 0 && selfConditioning <= 1)) {
            throw new IllegalArgumentException("selfConditioning is a probability, not " + selfConditioning);
        }
    }

    /** Steps whose latents are clean plus noise. */
    public DrawSource(HostNoise noise, NoiseLevels latentSigmas, LogNormal conditionSigmas, double selfConditioning) {
        this(noise, latentSigmas, conditionSigmas, selfConditioning, Optional.empty());
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
        RowDraws rows = RowDraws.of(noise, batch);
        List<LevelStep> own = trajectories.map(drawn -> drawn.draw(rows, step)).orElse(List.of());
        List<Double> dropout = Arrays.stream(rows.uniforms(first + 6)).boxed().toList();
        return new StepDraws(
                rows.normal(first, b, f, latentChannels, l, l).to(device),
                rows.normal(first + 1, (long) b * f, latentChannels, l, l).to(device),
                rows.normal(first + 2, b, 3, s, s).to(device),
                rows.normal(first + 3, b, latentChannels, l, l).to(device),
                own.isEmpty()
                        ? rows.levels(latentSigmas, first + 4)
                        : own.stream().map(LevelStep::sigma).toList(),
                own.stream().map(LevelStep::above).toList(),
                rows.levels(conditionSigmas, first + 5),
                dropout,
                noise.uniforms(first + 7, 1)[0] < selfConditioning);
    }
}
