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
 * @param sigmas noise level of each object's latents
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
        List<Double> conditionSigmas,
        List<Double> dropout,
        boolean selfConditioned) {
    /** Copies the lists. */
    public StepDraws {
        sigmas = List.copyOf(sigmas);
        conditionSigmas = List.copyOf(conditionSigmas);
        dropout = List.copyOf(dropout);
    }
}
