package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.train.ConditioningDropout;
import org.ouroboros3d.train.LogNormal;
import org.ouroboros3d.train.LossWeights;
import org.ouroboros3d.train.NoiseLevels;
import org.ouroboros3d.train.SamplerLevels;

/**
 * How the denoiser is trained.
 *
 * @param levels which distribution the latents' noise levels have ({@code sigmas})
 * @param pMean mean of the logarithm of log-normal noise levels of the latents
 * @param pStd deviation of that logarithm
 * @param conditionMean mean of the logarithm of the condition images' noise levels
 * @param conditionStd deviation of that logarithm
 * @param dropout how often conditions are hidden
 * @param selfConditioning probability that a step's second prediction sees the renderings of its first; joint stage
 * @param feedback which of the renderings it sees; joint stage
 * @param feedbackGradients whether its loss reaches the reconstructor through these renderings, as in the released code;
 *     joint stage
 * @param reconstructionWeight of the renderings' losses beside the denoiser's; joint stage
 * @param minSnr where the weights of the denoiser's errors are cut off ({@code min_snr}); by default nowhere
 * @param trajectories share of the steps that train on the denoiser's own trajectories, see
 *     {@link org.ouroboros3d.train.Trajectories}. What a guess is wrong by does not fall with the noise level, so the
 *     weights have to be cut off
 * @param cachedObjects how many of the data's samples are kept in memory with their latents and repeated, each time
 *     beginning at another view ({@code cached_objects}); 0 where every step has new ones, which are encoded in it
 */
public record DiffusionConfig(
        @JsonProperty("sigmas") Levels levels,
        double pMean,
        double pStd,
        double conditionMean,
        double conditionStd,
        ConditioningDropout dropout,
        double selfConditioning,
        Feedback feedback,
        boolean feedbackGradients,
        double reconstructionWeight,
        Optional<LossWeights> minSnr,
        double trajectories,
        int cachedObjects) {
    /** Distributions of the latents' noise levels. */
    public enum Levels {
        /** {@link LogNormal}. */
        LOG_NORMAL,
        /** {@link SamplerLevels}. */
        SAMPLER
    }

    /** The paper's values, and the released code's where the paper names none. */
    static final DiffusionConfig DEFAULT = new DiffusionConfig(
            Levels.LOG_NORMAL,
            LogNormal.LATENTS.mean(),
            LogNormal.LATENTS.std(),
            LogNormal.CONDITION.mean(),
            LogNormal.CONDITION.std(),
            new ConditioningDropout(0.1),
            0.5,
            Feedback.BOTH,
            true,
            1,
            Optional.empty(),
            0,
            0);

    /** Checks the ranges. */
    public DiffusionConfig {
        LogNormal.require(pMean, pStd);
        LogNormal.require(conditionMean, conditionStd);
        if (!(selfConditioning >= 0 && selfConditioning <= 1)) {
            throw new IllegalArgumentException("diffusion: selfConditioning is a probability, not " + selfConditioning);
        }
        if (!(reconstructionWeight >= 0)) {
            throw new IllegalArgumentException(
                    "diffusion: reconstructionWeight must be at least 0, not " + reconstructionWeight);
        }
        if (!(trajectories >= 0 && trajectories <= 1)) {
            throw new IllegalArgumentException(
                    "diffusion: trajectories is a share of the steps from 0 to 1, not " + trajectories);
        }
        if (cachedObjects < 0) {
            throw new IllegalArgumentException("diffusion: cached_objects must be at least 0, not " + cachedObjects);
        }
        if (trajectories > 0 && minSnr.isEmpty()) {
            throw new IllegalArgumentException(
                    "diffusion: trajectories need min_snr, such as 5: the weight of a guess's"
                            + " errors would otherwise reach 1 / sigma^2 at low noise levels");
        }
    }

    /**
     * {@return the distribution of the latents' noise levels}
     *
     * @param scheduler of the model
     */
    NoiseLevels noiseLevels(SchedulerConfig scheduler) {
        return levels == Levels.SAMPLER ? new SamplerLevels(scheduler) : new LogNormal(pMean, pStd);
    }

    /** {@return the weights of the denoiser's errors} */
    LossWeights lossWeights() {
        return minSnr.orElse(LossWeights.EDM);
    }

    /** {@return the distribution of the condition images' noise levels} */
    LogNormal conditionSigmas() {
        return new LogNormal(conditionMean, conditionStd);
    }
}
