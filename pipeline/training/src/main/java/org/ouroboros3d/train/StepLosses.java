package org.ouroboros3d.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
     * @param checkpoints of the networks that the losses were computed with
     */
    static StepLosses differentiated(Map<String, Tensor> losses, GradientCheckpoints checkpoints) {
        Autograd.backward(losses.get(TOTAL));
        checkpoints.backward();
        return read(losses);
    }

    /** {@return the sum} */
    public double total() {
        return terms.get(TOTAL);
    }
}
