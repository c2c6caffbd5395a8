package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.train.LearningRate;

/**
 * How gradients change the parameters.
 *
 * @param learningRate after the warm-up
 * @param warmupSteps over which it grows from nothing
 * @param schedule what follows
 * @param weightDecay share of the learning rate that is taken off every parameter in a step
 * @param beta1 decay of the mean of the gradients
 * @param beta2 decay of the mean of their squares
 * @param clip the greatest length of all gradients together; longer ones are shortened
 * @param emaDecay of the moving average that becomes the trained model
 */
public record OptimizerConfig(
        double learningRate,
        int warmupSteps,
        LearningRate.Decay schedule,
        double weightDecay,
        double beta1,
        double beta2,
        double clip,
        double emaDecay) {
    /** Learning rate of the paper; the other values are those of the released code and of common use. */
    static final OptimizerConfig DEFAULT =
            new OptimizerConfig(1e-5, 100, LearningRate.Decay.CONSTANT, 0.01, 0.9, 0.999, 1.0, 0.999);

    /** Checks the ranges. */
    public OptimizerConfig {
        if (!(learningRate > 0) || warmupSteps < 0 || !(weightDecay >= 0) || !(clip > 0)) {
            throw new IllegalArgumentException("optimizer: learning_rate and clip must be above 0, warmup_steps and"
                    + " weight_decay at least 0, got " + learningRate + ", " + clip + ", " + warmupSteps + " and "
                    + weightDecay);
        }
        if (!decay(beta1) || !decay(beta2) || !decay(emaDecay)) {
            throw new IllegalArgumentException("optimizer: betas and ema_decay must be 0 to below 1, got " + beta1
                    + ", " + beta2 + " and " + emaDecay);
        }
    }

    private static boolean decay(double value) {
        return value >= 0 && value < 1;
    }

    static OptimizerConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("optimizer", node)
                .only("learning_rate", "warmup_steps", "schedule", "weight_decay", "betas", "clip", "ema_decay");
        List<Double> betas = json.has("betas") ? json.numbers("betas") : List.of(DEFAULT.beta1, DEFAULT.beta2);
        if (betas.size() != 2) {
            throw new IllegalArgumentException("optimizer: \"betas\" are two numbers, got " + betas);
        }
        return new OptimizerConfig(
                json.number("learning_rate", DEFAULT.learningRate),
                json.integer("warmup_steps", DEFAULT.warmupSteps),
                json.constant(LearningRate.Decay.class, "schedule", DEFAULT.schedule),
                json.number("weight_decay", DEFAULT.weightDecay),
                betas.get(0),
                betas.get(1),
                json.number("clip", DEFAULT.clip),
                json.number("ema_decay", DEFAULT.emaDecay));
    }

    void writeTo(ObjectNode node) {
        node.put("learning_rate", learningRate);
        node.put("warmup_steps", warmupSteps);
        node.put("schedule", ConfigWords.of(schedule));
        node.put("weight_decay", weightDecay);
        node.putArray("betas").add(beta1).add(beta2);
        node.put("clip", clip);
        node.put("ema_decay", emaDecay);
    }
}
