package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.ops.Optimization;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** An exponential moving average of parameters, which is what a trained model ships. */
public final class MovingAverage implements AutoCloseable {
    private final Parameters parameters;
    private final double decay;
    private final TensorScope owned = TensorScope.detached();
    private final List<Tensor> averages = new ArrayList<>();

    /**
     * Starts at the parameters as they are.
     *
     * @param decay from 0 (the parameters themselves) to below 1
     */
    public MovingAverage(Parameters parameters, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("the average's decay must be 0 to below 1, not " + decay);
        }
        this.parameters = parameters;
        this.decay = decay;
        try (TensorScope scope = TensorScope.open();
                GradMode off = GradMode.disabled()) {
            parameters.tensors().forEach(tensor -> averages.add(owned.adopt(Shapes.clone(tensor.detach()))));
        }
    }

    /**
     * Takes the parameters of a step in.
     *
     * @param step how many steps have been taken; the first ones count for more: {@code min(decay, (1 + step) / (10 +
     *     step))}
     */
    public void update(long step) {
        double effective = Math.min(decay, (1.0 + step) / (10.0 + step));
        try (GradMode off = GradMode.disabled()) {
            Optimization.lerp(averages, parameters.tensors(), 1 - effective);
        }
    }

    /** {@return the averages by the names of the parameters} */
    public Map<String, Tensor> byName() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        int i = 0;
        for (String name : parameters.byName().keySet()) {
            named.put(name, averages.get(i++));
        }
        return named;
    }

    /** Frees the averages. */
    @Override
    public void close() {
        owned.close();
    }
}
