package org.ouroboros3d.train.run;

import java.util.List;
import org.ouroboros3d.train.LearningRate;

/**
 * How gradients change the parameters.
 *
 * @param learningRate after the warm-up
 * @param warmupSteps over which it grows from nothing
 * @param schedule what follows
 * @param weightDecay share of the learning rate that is taken off every parameter in a step
 * @param betas decay of the mean of the gradients, and of the mean of their squares
 * @param clip the greatest length of all gradients together; longer ones are shortened
 * @param emaDecay of the moving average that becomes the trained model
 */
public record OptimizerConfig(
        double learningRate,
        int warmupSteps,
        LearningRate.Decay schedule,
        double weightDecay,
        List<Double> betas,
        double clip,
        double emaDecay) {
    /** Learning rate of the paper; the other values are those of the released code and of common use. */
    static final OptimizerConfig DEFAULT =
            new OptimizerConfig(1e-5, 100, LearningRate.Decay.CONSTANT, 0.01, List.of(0.9, 0.999), 1.0, 0.999);

    /** Checks the ranges. */
    public OptimizerConfig {
        betas = List.copyOf(betas);
        if (betas.size() != 2) {
            throw new IllegalArgumentException("optimizer: \"betas\" are two numbers, got " + betas);
        }
        if (!(learningRate > 0) || warmupSteps < 0 || !(weightDecay >= 0) || !(clip > 0)) {
            throw new IllegalArgumentException("optimizer: learning_rate and clip must be above 0, warmup_steps and"
                    + " weight_decay at least 0, got " + learningRate + ", " + clip + ", " + warmupSteps + " and "
                    + weightDecay);
        }
        if (!betas.stream().allMatch(OptimizerConfig::decay) || !decay(emaDecay)) {
            throw new IllegalArgumentException(
                    "optimizer: betas and ema_decay must be 0 to below 1, got " + betas + " and " + emaDecay);
        }
    }

    private static boolean decay(double value) {
        return value >= 0 && value < 1;
    }
}
