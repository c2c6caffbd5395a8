package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.train.ConditioningDropout;
import org.ouroboros3d.train.LogNormal;
import org.ouroboros3d.weights.JsonConfig;

/**
 * How the denoiser is trained.
 *
 * @param sigmas distribution of the latents' noise levels ({@code pMean}, {@code pStd})
 * @param conditionSigmas distribution of the condition images' noise levels ({@code conditionMean}, {@code conditionStd})
 * @param dropout how often conditions are hidden
 * @param selfConditioning probability that a step's second prediction sees the renderings of its first; joint stage
 * @param feedback which of the renderings it sees; joint stage
 * @param feedbackGradients whether its loss reaches the reconstructor through these renderings, as in the released code;
 *     joint stage
 * @param reconstructionWeight of the renderings' losses beside the denoiser's; joint stage
 */
public record DiffusionConfig(
        LogNormal sigmas,
        LogNormal conditionSigmas,
        ConditioningDropout dropout,
        double selfConditioning,
        Feedback feedback,
        boolean feedbackGradients,
        double reconstructionWeight) {
    /** The paper's values, and the released code's where the paper names none. */
    static final DiffusionConfig DEFAULT = new DiffusionConfig(
            LogNormal.LATENTS, LogNormal.CONDITION, new ConditioningDropout(0.1), 0.5, Feedback.BOTH, true, 1);

    /** Checks the ranges. */
    public DiffusionConfig {
        if (!(selfConditioning >= 0 && selfConditioning <= 1)) {
            throw new IllegalArgumentException("diffusion: selfConditioning is a probability, not " + selfConditioning);
        }
        if (!(reconstructionWeight >= 0)) {
            throw new IllegalArgumentException(
                    "diffusion: reconstructionWeight must be at least 0, not " + reconstructionWeight);
        }
    }

    static DiffusionConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("diffusion", node)
                .only(
                        "pMean",
                        "pStd",
                        "conditionMean",
                        "conditionStd",
                        "dropout",
                        "selfConditioning",
                        "feedback",
                        "feedbackGradients",
                        "reconstructionWeight");
        return new DiffusionConfig(
                new LogNormal(json.number("pMean", DEFAULT.sigmas.mean()), json.number("pStd", DEFAULT.sigmas.std())),
                new LogNormal(
                        json.number("conditionMean", DEFAULT.conditionSigmas.mean()),
                        json.number("conditionStd", DEFAULT.conditionSigmas.std())),
                new ConditioningDropout(json.number("dropout", DEFAULT.dropout.rate())),
                json.number("selfConditioning", DEFAULT.selfConditioning),
                json.constant(Feedback.class, "feedback", DEFAULT.feedback),
                json.flag("feedbackGradients", DEFAULT.feedbackGradients),
                json.number("reconstructionWeight", DEFAULT.reconstructionWeight));
    }

    void writeTo(ObjectNode node) {
        node.put("pMean", sigmas.mean());
        node.put("pStd", sigmas.std());
        node.put("conditionMean", conditionSigmas.mean());
        node.put("conditionStd", conditionSigmas.std());
        node.put("dropout", dropout.rate());
        node.put("selfConditioning", selfConditioning);
        node.put("feedback", ConfigWords.of(feedback));
        node.put("feedbackGradients", feedbackGradients);
        node.put("reconstructionWeight", reconstructionWeight);
    }
}
