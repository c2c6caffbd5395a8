package org.ouroboros3d.train;

import java.util.List;
import org.ouroboros3d.tensor.Tensor;

/**
 * The random numbers of one step over B objects of F views, C latent channels.
 *
 * @param latentNoise added to the clean latents times sigma, [B, F, C, h, w]
 * @param encodeNoise draws the clean latents from the encoder's distributions, [B F, C, h, w]
 * @param conditionNoise added to the condition images times its own sigma, [B, 3, H, W]
 * @param conditionEncodeNoise draws the condition's latents, [B, C, h, w]
 * @param sigmas noise level of each object's latents that the denoiser is trained at
 * @param aboveSigmas noise level of each object, the next higher one of a sampler's schedule, from which the denoiser's own
 *     guess leads to the latents at {@code sigmas}; empty where these are clean latents plus noise. See {@link Trajectories}
 * @param conditionSigmas noise level of each condition image
 * @param dropout a number from [0, 1) for each object, see {@link ConditioningDropout}
 * @param selfConditioned whether a second prediction sees the renderings of the first
 */
public record StepDraws(
        Tensor latentNoise,
        Tensor encodeNoise,
        Tensor conditionNoise,
        Tensor conditionEncodeNoise,
        List<Double> sigmas,
        List<Double> aboveSigmas,
        List<Double> conditionSigmas,
        List<Double> dropout,
        boolean selfConditioned) {
    /** Copies the lists and checks that every object has its levels. */
    public StepDraws {
        sigmas = List.copyOf(sigmas);
        aboveSigmas = List.copyOf(aboveSigmas);
        conditionSigmas = List.copyOf(conditionSigmas);
        dropout = List.copyOf(dropout);
        if (!aboveSigmas.isEmpty() && aboveSigmas.size() != sigmas.size()) {
            throw new IllegalArgumentException("each of " + sigmas.size()
                    + " objects needs a noise level to come from, got " + aboveSigmas.size());
        }
    }

    /** Draws for latents that are clean plus noise. */
    public StepDraws(
            Tensor latentNoise,
            Tensor encodeNoise,
            Tensor conditionNoise,
            Tensor conditionEncodeNoise,
            List<Double> sigmas,
            List<Double> conditionSigmas,
            List<Double> dropout,
            boolean selfConditioned) {
        this(
                latentNoise,
                encodeNoise,
                conditionNoise,
                conditionEncodeNoise,
                sigmas,
                List.of(),
                conditionSigmas,
                dropout,
                selfConditioned);
    }

    /** {@return whether the latents come from the denoiser's own guess at a higher level} */
    public boolean onTrajectory() {
        return !aboveSigmas.isEmpty();
    }

    /** {@return the noise level of each object at which noise is added to clean latents} */
    public List<Double> startSigmas() {
        return onTrajectory() ? aboveSigmas : sigmas;
    }
}
