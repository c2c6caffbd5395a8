package org.ouroboros3d.load;

import java.util.EnumMap;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.TensorData;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role;
import org.ouroboros3d.weights.WeightPlacement;
import org.ouroboros3d.weights.Weights;

/** The opened files of a model, from which weights are loaded as a device and a precision want them. */
final class ModelWeights {
    private final Map<ModelPart, Checkpoint> files;
    private final Precision precision;
    private final Device device;
    private final boolean mapped;

    /**
     * @param files of every part that generation uses; they stay open
     * @param mapped whether weights are used where they lie in the files, see {@link ModelOptions#mappedWeights}
     */
    ModelWeights(Map<ModelPart, Checkpoint> files, Precision precision, Device device, boolean mapped) {
        this.mapped = mapped;
        this.files = new EnumMap<>(files);
        this.precision = precision;
        this.device = device;
    }

    /** {@return the shapes of a part; nothing is loaded} */
    Weights shapes(ModelPart part) {
        return Weights.shapes(files.get(part));
    }

    /** {@return all of a part} */
    Weights load(ModelPart part, TensorScope owner) {
        return Weights.load(files.get(part), role -> true, placement(part), owner);
    }

    /** {@return a component, and NaNs for what else its part has} */
    Weights load(ModelComponent component, TensorScope owner) {
        ModelPart part = component.part();
        return Weights.load(files.get(part), component::has, placement(part), owner);
    }

    /**
     * {@return bytes that each component takes on the device}
     *
     * @param taken what the networks took of each part
     */
    Map<ModelComponent, Long> bytes(Map<ModelPart, Weights> taken) {
        Map<ModelComponent, Long> bytes = new EnumMap<>(ModelComponent.class);
        taken.forEach((part, weights) -> {
            WeightPlacement placement = placement(part);
            Map<String, TensorData> tensors = files.get(part).tensors();
            for (String key : weights.asked().keySet()) {
                Role role = weights.role(key);
                bytes.merge(ModelComponent.of(part, role), placement.bytes(tensors.get(key), role), Long::sum);
            }
        });
        return bytes;
    }

    private WeightPlacement placement(ModelPart part) {
        return new WeightPlacement(precision.storage(part), device, mapped);
    }
}
