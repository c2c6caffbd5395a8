package org.ouroboros3d.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.LearningRate;
import org.ouroboros3d.train.LossScale;
import org.ouroboros3d.train.MovingAverage;
import org.ouroboros3d.train.StepLosses;
import org.ouroboros3d.train.TrainingBatch;
import org.ouroboros3d.train.TrainingStage;

/**
 * Repeats the steps of a stage: gradients of some batches, AdamW, the moving average. What a step does depends on
 * {@link #state()}, on the number of steps done and on nothing else.
 */
public final class Trainer implements AutoCloseable {
    private static final double NANOS = 1e-9;

    private final TrainingStage stage;
    private final BatchSource source;
    private final Batching batching;
    private final LearningRate learningRate;
    private final AdamW optimizer;
    private final MovingAverage average;
    private final LossScale lossScale;
    private long steps;

    /**
     * How samples make steps.
     *
     * @param size samples of a batch
     * @param accumulation batches of a step
     */
    public record Batching(int size, int accumulation) {
        /** Checks that there are any. */
        public Batching {
            if (size < 1 || accumulation < 1) {
                throw new IllegalArgumentException(
                        "a step needs a batch and a batch a sample, got " + accumulation + " and " + size);
            }
        }

        /** {@return samples of a step} */
        public long samples() {
            return (long) size * accumulation;
        }
    }

    /**
     * Starts before the first step.
     *
     * @param optimizer of the stage's parameters; closed with this
     * @param average of the stage's parameters; closed with this
     * @param lossScale of the backward passes; closed with this
     */
    public Trainer(
            TrainingStage stage,
            BatchSource source,
            Batching batching,
            LearningRate learningRate,
            AdamW optimizer,
            MovingAverage average,
            LossScale lossScale) {
        this.stage = stage;
        this.source = source;
        this.batching = batching;
        this.learningRate = learningRate;
        this.optimizer = optimizer;
        this.average = average;
        this.lossScale = lossScale;
    }

    /**
     * Takes a step. One whose gradients overflow half precision is taken again with half the loss scale.
     *
     * @throws TrainingException if a loss or the gradients' length is not finite; no parameter has changed then, but the
     *     collected gradients are of no use
     */
    public StepReport step() {
        long began = System.nanoTime();
        double rate = learningRate.at(steps);
        Map<String, Double> losses;
        double norm;
        do {
            losses = accumulate();
            norm = optimizer.step(rate, batching.accumulation() * lossScale.factor());
        } while (!Double.isFinite(norm) && retries());
        requireFinite("the length of the gradients", norm);
        lossScale.stepped();
        steps++;
        average.update(steps);
        return new StepReport(steps, new StepLosses(losses), norm, rate, (System.nanoTime() - began) * NANOS);
    }

    private boolean retries() {
        stage.parameters().zeroGradients();
        return lossScale.overflowed();
    }

    private Map<String, Double> accumulate() {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int i = 0; i < batching.accumulation(); i++) {
            long number = steps * batching.accumulation() + i;
            try (TensorScope scope = TensorScope.open()) {
                TrainingBatch batch = source.batch(number * batching.size(), batching.size());
                StepLosses losses = stage.accumulate(batch, number, lossScale.factor());
                losses.terms().forEach((term, value) -> {
                    requireFinite("the loss \"" + term + "\"", value);
                    sums.merge(term, value, Double::sum);
                });
            }
        }
        sums.replaceAll((term, sum) -> sum / batching.accumulation());
        return sums;
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new TrainingException(
                    TrainingException.Reason.DIVERGED, "step " + (steps + 1) + ": " + what + " is " + value);
        }
    }

    /** {@return how many steps are done} */
    public long steps() {
        return steps;
    }

    /** {@return how many samples a step takes} */
    public Batching batching() {
        return batching;
    }

    /** {@return the averages of the parameters by their names, which is what a trained model ships} */
    public Map<String, Tensor> averages() {
        return average.byName();
    }

    /** {@return everything that changes: {@code weights.NAME}, {@code ema.NAME} and {@code adamw.…} of each parameter,
     * and {@code loss_scale} of half precision} */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        stage.parameters().byName().forEach((name, tensor) -> state.put("weights." + name, tensor));
        average.byName().forEach((name, tensor) -> state.put("ema." + name, tensor));
        optimizer.state().forEach((name, tensor) -> state.put("adamw." + name, tensor));
        if (lossScale.isDynamic()) {
            state.put("loss_scale", lossScale.state());
        }
        return state;
    }

    /**
     * Goes on from another trainer's state.
     *
     * @param stepsDone by that trainer
     * @param saved host tensors of the names and shapes of {@link #state()}
     */
    public void restore(long stepsDone, Map<String, Tensor> saved) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            state().forEach((name, tensor) ->
                    Shapes.copyInto(tensor, saved.get(name).to(tensor.device())));
        }
        steps = stepsDone;
    }

    /** Frees the optimizer's state and the averages. */
    @Override
    public void close() {
        optimizer.close();
        average.close();
        lossScale.close();
    }
}
