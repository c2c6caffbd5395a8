package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Optimization;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** AdamW over a stage's parameters, with clipping of the gradients' common length. */
public final class AdamW implements AutoCloseable {
    private static final double EPS = 1e-8;

    private final Parameters parameters;
    private final double beta1;
    private final double beta2;
    private final double weightDecay;
    private final double maxNorm;
    private final TensorScope state = TensorScope.detached();
    private final List<Tensor> expAvgs = new ArrayList<>();
    private final List<Tensor> expAvgSqs = new ArrayList<>();
    private final List<Tensor> steps = new ArrayList<>();

    /**
     * Starts with empty state.
     *
     * @param beta1 decay of the mean of the gradients
     * @param beta2 decay of the mean of their squares
     * @param maxNorm gradients that are longer together are shortened to it
     */
    public AdamW(Parameters parameters, double beta1, double beta2, double weightDecay, double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("maxNorm must be positive, not " + maxNorm);
        }
        this.parameters = parameters;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.weightDecay = weightDecay;
        this.maxNorm = maxNorm;
        try (TensorScope scope = TensorScope.open()) {
            for (Tensor parameter : parameters.tensors()) {
                expAvgs.add(state.adopt(Creation.zerosLike(parameter.detach())));
                expAvgSqs.add(state.adopt(Creation.zerosLike(parameter.detach())));
                steps.add(state.adopt(Creation.zeros(DType.FLOAT32, parameter.device())));
            }
        }
    }

    /**
     * Moves the parameters that have gradients and sets the gradients to zero.
     *
     * @param learningRate of this step
     * @param divisor what the gradients are divided by first: the batches that they are sums of
     * @return the length of all gradients before clipping; where it is not finite, nothing has changed
     */
    public double step(double learningRate, double divisor) {
        try (TensorScope scope = TensorScope.open()) {
            List<Optional<Tensor>> gradients = parameters.gradients();
            List<Tensor> collected =
                    gradients.stream().flatMap(Optional::stream).toList();
            if (collected.isEmpty()) {
                throw new IllegalStateException("no parameter has a gradient; run a backward pass first");
            }
            return step(learningRate, divisor, gradients, GradientNorm.of(collected));
        }
    }

    /**
     * Moves the parameters that have gradients and sets the gradients to zero.
     *
     * @param learningRate of this step
     * @param divisor what the gradients are divided by first: the batches that they are sums of
     * @param collected gradients in the order of the parameters; empty where there is none
     * @param length of all gradients of all ranks together
     * @return the length after the division and before clipping; where it is not finite, nothing has changed
     */
    public double step(double learningRate, double divisor, List<Optional<Tensor>> collected, double length) {
        double norm = length / divisor;
        if (!Double.isFinite(norm)) {
            return norm;
        }
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            List<Tensor> moved = new ArrayList<>();
            List<Tensor> gradients = new ArrayList<>();
            List<Tensor> means = new ArrayList<>();
            List<Tensor> squares = new ArrayList<>();
            List<Tensor> counts = new ArrayList<>();
            List<Tensor> all = parameters.tensors();
            for (int i = 0; i < all.size(); i++) {
                if (collected.get(i).isPresent()) {
                    moved.add(all.get(i));
                    gradients.add(collected.get(i).get());
                    means.add(expAvgs.get(i));
                    squares.add(expAvgSqs.get(i));
                    counts.add(steps.get(i));
                }
            }
            if (moved.isEmpty()) {
                return norm;
            }
            double factor = Math.min(1, maxNorm / norm) / divisor;
            if (factor != 1) {
                Optimization.scale(gradients, factor);
            }
            Optimization.increment(counts);
            Optimization.fusedAdamW(
                    moved,
                    gradients,
                    means,
                    squares,
                    counts,
                    new Optimization.AdamWConstants(learningRate, beta1, beta2, weightDecay, EPS));
            Optimization.zero(gradients);
            return norm;
        }
    }

    /** {@return the names of a parameter's state: two of its shape and a count} */
    public static List<String> stateNames(String parameter) {
        return List.of("exp_avg." + parameter, "exp_avg_sq." + parameter, "step." + parameter);
    }

    /** {@return the state by the names of {@link #stateNames}} */
    public Map<String, Tensor> state() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        int i = 0;
        for (String name : parameters.byName().keySet()) {
            List<String> names = stateNames(name);
            named.put(names.get(0), expAvgs.get(i));
            named.put(names.get(1), expAvgSqs.get(i));
            named.put(names.get(2), steps.get(i));
            i++;
        }
        return named;
    }

    /** Frees the state. */
    @Override
    public void close() {
        state.close();
    }
}
