package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ouroboros3d.diffusion.SchedulerConfig;
import org.ouroboros3d.format.json.JsonConfig;
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
 * @param sigmas the log-normal distribution of the latents' noise levels ({@code pMean}, {@code pStd})
 * @param conditionSigmas distribution of the condition images' noise levels ({@code conditionMean}, {@code conditionStd})
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
        Levels levels,
        LogNormal sigmas,
        LogNormal conditionSigmas,
        ConditioningDropout dropout,
        double selfConditioning,
        Feedback feedback,
        boolean feedbackGradients,
        double reconstructionWeight,
        LossWeights minSnr,
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
            LogNormal.LATENTS,
            LogNormal.CONDITION,
            new ConditioningDropout(0.1),
            0.5,
            Feedback.BOTH,
            true,
            1,
            LossWeights.EDM,
            0,
            0);

    /** Checks the ranges. */
    public DiffusionConfig {
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
        if (trajectories > 0 && Double.isInfinite(minSnr.gamma())) {
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
        return levels == Levels.SAMPLER ? new SamplerLevels(scheduler) : sigmas;
    }

    static DiffusionConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("diffusion", node)
                .only(
                        "p_mean",
                        "p_std",
                        "condition_mean",
                        "condition_std",
                        "dropout",
                        "self_conditioning",
                        "feedback",
                        "feedback_gradients",
                        "reconstruction_weight",
                        "sigmas",
                        "min_snr",
                        "trajectories",
                        "cached_objects");
        return new DiffusionConfig(
                json.constant(Levels.class, "sigmas", DEFAULT.levels),
                new LogNormal(json.number("p_mean", DEFAULT.sigmas.mean()), json.number("p_std", DEFAULT.sigmas.std())),
                new LogNormal(
                        json.number("condition_mean", DEFAULT.conditionSigmas.mean()),
                        json.number("condition_std", DEFAULT.conditionSigmas.std())),
                new ConditioningDropout(json.number("dropout", DEFAULT.dropout.rate())),
                json.number("self_conditioning", DEFAULT.selfConditioning),
                json.constant(Feedback.class, "feedback", DEFAULT.feedback),
                json.flag("feedback_gradients", DEFAULT.feedbackGradients),
                json.number("reconstruction_weight", DEFAULT.reconstructionWeight),
                new LossWeights(json.number("min_snr", DEFAULT.minSnr.gamma())),
                json.number("trajectories", DEFAULT.trajectories),
                json.integer("cached_objects", DEFAULT.cachedObjects));
    }

    void writeTo(ObjectNode node) {
        node.put("p_mean", sigmas.mean());
        node.put("p_std", sigmas.std());
        node.put("condition_mean", conditionSigmas.mean());
        node.put("condition_std", conditionSigmas.std());
        node.put("dropout", dropout.rate());
        node.put("self_conditioning", selfConditioning);
        node.put("feedback", ConfigWords.of(feedback));
        node.put("feedback_gradients", feedbackGradients);
        node.put("reconstruction_weight", reconstructionWeight);
        // Checkpoints that know nothing of these were made with their defaults.
        if (levels != DEFAULT.levels) {
            node.put("sigmas", ConfigWords.of(levels));
        }
        if (!minSnr.equals(DEFAULT.minSnr)) {
            node.put("min_snr", minSnr.gamma());
        }
        if (trajectories != DEFAULT.trajectories) {
            node.put("trajectories", trajectories);
        }
        if (cachedObjects != DEFAULT.cachedObjects) {
            node.put("cached_objects", cachedObjects);
        }
    }
}
