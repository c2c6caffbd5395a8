package org.ouroboros3d.train.run;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.ouroboros3d.load.ModelBuilder;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.render.GaussianRenderer;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.weights.Weights;

/** The networks on the moving averages of what is trained and on the other parts' weights: what a run ships. */
final class AveragedModel implements AutoCloseable {
    private final TrainableModel model;
    private final Map<String, Tensor> tensors;
    private final GaussianRenderer renderer;
    private final Networks networks;

    /** Shares the tensors of both, and changes with them. */
    AveragedModel(TrainableModel model, Map<String, Tensor> averages) {
        this.model = model;
        this.tensors = new HashMap<>(model.tensors());
        tensors.putAll(averages);
        this.renderer = new GaussianRenderer(model.info().geometry());
        try (TensorScope scope = TensorScope.open()) {
            this.networks = new ModelBuilder(model.config(), model.info(), this::weights).build(renderer);
        }
    }

    /** {@return a part's tensors by the keys of its file} */
    Map<String, Tensor> part(ModelPart part) {
        String prefix = part.key() + ".";
        Map<String, Tensor> keys = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                keys.put(name.substring(prefix.length()), tensor);
            }
        });
        return keys;
    }

    /** {@return the parts that it has} */
    Map<ModelPart, Map<String, Tensor>> parts() {
        Map<ModelPart, Map<String, Tensor>> parts = new EnumMap<>(ModelPart.class);
        for (ModelPart part : ModelPart.values()) {
            Map<String, Tensor> keys = part(part);
            if (!keys.isEmpty()) {
                parts.put(part, keys);
            }
        }
        return parts;
    }

    /** {@return weights for networks of their own} */
    Weights weights(ModelPart part) {
        return Weights.of(part(part), "averaged weights of " + part.key());
    }

    /** {@return the networks} */
    Networks networks() {
        return networks;
    }

    /** {@return the model that is trained} */
    TrainableModel trained() {
        return model;
    }

    @Override
    public void close() {
        renderer.close();
    }
}
