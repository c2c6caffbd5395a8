package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ouroboros3d.ops.Optimization;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The tensors that a stage trains, by name, in the order of their names.
 *
 * @param byName leaves that require gradients
 */
public record Parameters(Map<String, Tensor> byName) {
    /** Sorts the names, so that the order does not depend on how a model was built. */
    public Parameters {
        if (byName.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to train");
        }
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
    }

    /** {@return the tensors in the order of their names} */
    public List<Tensor> tensors() {
        return List.copyOf(byName.values());
    }

    /** {@return how many numbers are trained} */
    public long count() {
        return byName.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** {@return the collected gradients in the order of the names; empty where the loss did not reach a parameter} */
    public List<Optional<Tensor>> gradients() {
        List<Optional<Tensor>> gradients = new ArrayList<>();
        byName.values().forEach(parameter -> gradients.add(Autograd.collected(parameter)));
        return gradients;
    }

    /** Sets the collected gradients to zero. */
    public void zeroGradients() {
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            List<Tensor> collected =
                    gradients().stream().flatMap(Optional::stream).toList();
            if (!collected.isEmpty()) {
                Optimization.zero(collected);
            }
        }
    }
}
