package org.ouroboros3d.verify;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.adapter.Adapter;
import org.ouroboros3d.adapter.AdapterConfig;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Compares the features of all levels of an adapter. */
final class AdapterCheck implements GoldenCheck {
    @Override
    public List<Comparison> run(GoldenFile golden, Device device) {
        Weights weights = golden.weights(device);
        Adapter adapter = new Adapter(weights, AdapterConfig.fromJson(golden.config()));
        weights.requireAllUsed();
        List<Tensor> features =
                adapter.forward(Shapes.flatten(golden.input("cond").to(device), 0, 1));
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            comparisons.add(Comparison.of("feature_" + i, features.get(i), golden.output("feature_" + i)));
        }
        return comparisons;
    }
}
