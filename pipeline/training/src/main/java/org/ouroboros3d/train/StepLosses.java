package org.ouroboros3d.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Tensor;

/**
 * The losses of a step by name; {@value #TOTAL} is what was differentiated.
 *
 * @param terms in a fixed order
 */
public record StepLosses(Map<String, Double> terms) {
    /** The name of the sum. */
    public static final String TOTAL = "total";

    /** Copies the map, whose order stays. */
    public StepLosses {
        if (!terms.containsKey(TOTAL)) {
            throw new IllegalArgumentException("losses need a \"" + TOTAL + "\", got " + terms.keySet());
        }
        terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }

    /** {@return the values of losses of one element each; waits for the device} */
    static StepLosses read(Map<String, Tensor> losses) {
        Map<String, Double> terms = new LinkedHashMap<>();
        losses.forEach((name, loss) -> terms.put(name, (double) loss.item()));
        return new StepLosses(terms);
    }

    /**
     * {@return the values of losses, after the gradients of the total have been added to the leaves}
     *
     * @param losses one element each, with a total
     * @param scale what the gradients are multiplied by
     * @param checkpoints of the networks that the losses were computed with
     */
    static StepLosses differentiated(Map<String, Tensor> losses, double scale, GradientCheckpoints checkpoints) {
        backward(losses.get(TOTAL), scale);
        checkpoints.backward();
        return read(losses);
    }

    /** Adds the gradients of a loss of one element, multiplied by {@code scale}, to the leaves. */
    static void backward(Tensor loss, double scale) {
        try (Tensor gradient = gradient(loss, scale)) {
            Autograd.backward(List.of(loss), List.of(gradient));
        }
    }

    /** {@return what the backward pass of a loss of one element begins with, for gradients multiplied by {@code scale}} */
    static Tensor gradient(Tensor loss, double scale) {
        return Creation.full(scale, loss.dtype(), loss.device(), loss.shape());
    }

    /** {@return the sum} */
    public double total() {
        return terms.get(TOTAL);
    }
}
