package org.ouroboros3d.train.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
import org.ouroboros3d.train.parallel.DataParallel;

/**
 * Repeats the steps of a stage: gradients of some batches, AdamW, the moving average. What a step does depends on
 * {@link #state()}, on the number of steps done and, but for the last bits, on nothing else: ranks divide each batch.
 */
public final class Trainer implements AutoCloseable {
    private static final double NANOS = 1e-9;
    private static final String ADAMW = "adamw.";

    private final TrainingStage stage;
    private final BatchSource source;
    private final Batching batching;
    private final LearningRate learningRate;
    private final AdamW optimizer;
    private final Optional<MovingAverage> average;
    private final LossScale lossScale;
    private final DataParallel parallel;
    private long steps;

    /**
     * How samples make steps.
     *
     * @param size samples of a batch, those of all ranks together
     * @param accumulation batches of a step
     */
    public record Batching(int size, int accumulation) {
        /** Checks that there are any. */
        public Batching {
            require(size, accumulation);
        }

        static void require(int size, int accumulation) {
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
     * @param optimizer of the parameters that this rank moves; closed with this
     * @param average of the stage's parameters, on rank 0; closed with this
     * @param lossScale of the backward passes; closed with this
     * @param parallel all ranks, whose number divides that of a batch's samples; closed with this
     */
    public Trainer(
            TrainingStage stage,
            BatchSource source,
            Batching batching,
            LearningRate learningRate,
            AdamW optimizer,
            Optional<MovingAverage> average,
            LossScale lossScale,
            DataParallel parallel) {
        this.stage = stage;
        this.source = source;
        this.batching = batching;
        this.learningRate = learningRate;
        this.optimizer = optimizer;
        this.average = average;
        this.lossScale = lossScale;
        this.parallel = parallel;
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
            norm = move(rate);
        } while (!Double.isFinite(norm) && retries());
        requireFinite("the length of the gradients", norm);
        lossScale.stepped();
        steps++;
        average.ifPresent(held -> held.update(steps));
        return new StepReport(steps, new StepLosses(losses), norm, rate, (System.nanoTime() - began) * NANOS);
    }

    private double move(double rate) {
        try (TensorScope scope = TensorScope.open()) {
            DataParallel.Reduced sums = parallel.reduced();
            double batches = (double) batching.accumulation() * parallel.ranks().size();
            double norm = optimizer.step(rate, batches * lossScale.factor(), sums.gradients(), sums.length());
            if (Double.isFinite(norm)) {
                parallel.publish();
            }
            return norm;
        }
    }

    private boolean retries() {
        parallel.dropGradients();
        return lossScale.overflowed();
    }

    private Map<String, Double> accumulate() {
        Map<String, Double> sums = new LinkedHashMap<>();
        int own = batching.size() / parallel.ranks().size();
        int before = own * parallel.ranks().rank();
        for (int i = 0; i < batching.accumulation(); i++) {
            long number = steps * batching.accumulation() + i;
            try (TensorScope scope = TensorScope.open();
                    DataParallel.Pass pass = parallel.pass(i == batching.accumulation() - 1)) {
                TrainingBatch batch = source.batch(number * batching.size() + before, own);
                StepLosses losses =
                        stage.accumulate(before == 0 ? batch : batch.after(before), number, lossScale.factor());
                losses.terms().forEach((term, value) -> sums.merge(term, value, Double::sum));
                pass.finish();
            }
        }
        return means(sums);
    }

    /** Of all batches and ranks: a rank whose loss is not finite ends them all. */
    private Map<String, Double> means(Map<String, Double> sums) {
        double[] all = parallel.sum(
                sums.values().stream().mapToDouble(Double::doubleValue).toArray());
        int i = 0;
        for (Map.Entry<String, Double> term : sums.entrySet()) {
            term.setValue(all[i++] / batching.accumulation() / parallel.ranks().size());
            requireFinite("the loss \"" + term.getKey() + "\"", term.getValue());
        }
        return sums;
    }

    private void requireFinite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new TrainingException(
                    TrainingException.Reason.DIVERGED, "step " + (steps + 1) + ": " + what + " is " + value);
        }
    }

    /** {@return the sums of all ranks' numbers} All ranks have to call it. */
    double[] sum(double... values) {
        return parallel.sum(values);
    }

    /** {@return whether something is so on any rank} All ranks have to call it. */
    boolean anyRank(boolean here) {
        return parallel.ranks().size() == 1 ? here : parallel.sum(here ? 1 : 0)[0] > 0;
    }

    /** {@return how many steps are done} */
    public long steps() {
        return steps;
    }

    /** {@return how many samples a step takes} */
    public Batching batching() {
        return batching;
    }

    /** {@return the averages of the parameters by their names, which is what a trained model ships; rank 0 has them} */
    public Map<String, Tensor> averages() {
        return average.map(MovingAverage::byName).orElse(Map.of());
    }

    /**
     * {@return everything that changes: {@code weights.NAME}, {@code ema.NAME} and {@code adamw.…} of each parameter, and
     * {@code loss_scale} of half precision} All ranks have to call it; rank 0 gets it, partly in the innermost scope.
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = replicated();
        parallel.gathered(optimizer).forEach((name, tensor) -> state.put(ADAMW + name, tensor));
        return state;
    }

    private Map<String, Tensor> replicated() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        stage.parameters().byName().forEach((name, tensor) -> state.put("weights." + name, tensor));
        averages().forEach((name, tensor) -> state.put("ema." + name, tensor));
        if (lossScale.isDynamic()) {
            state.put("loss_scale", lossScale.state());
        }
        return state;
    }

    /**
     * Goes on from another trainer's state, of any number of ranks. All ranks have to call it.
     *
     * @param stepsDone by that trainer
     * @param saved host tensors of the names and shapes of {@link #state()}; of no account on ranks other than 0
     */
    public void restore(long stepsDone, Map<String, Tensor> saved) {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            if (parallel.ranks().rank() == 0) {
                replicated()
                        .forEach((name, tensor) ->
                                Shapes.copyInto(tensor, saved.get(name).to(tensor.device())));
            }
            Map<String, Tensor> states = new LinkedHashMap<>();
            saved.forEach((name, tensor) -> {
                if (name.startsWith(ADAMW)) {
                    states.put(name.substring(ADAMW.length()), tensor);
                }
            });
            parallel.restore(optimizer, states);
            if (lossScale.isDynamic()) {
                Tensor scale = lossScale
                        .state()
                        .to(stage.parameters().tensors().getFirst().device());
                parallel.ranks().broadcast(scale, 0).await();
                Shapes.copyInto(lossScale.state(), scale.to(lossScale.state().device()));
            }
        }
        steps = stepsDone;
    }

    /** Frees the optimizer's state and the averages. */
    @Override
    public void close() {
        parallel.close();
        optimizer.close();
        average.ifPresent(MovingAverage::close);
        lossScale.close();
    }
}
