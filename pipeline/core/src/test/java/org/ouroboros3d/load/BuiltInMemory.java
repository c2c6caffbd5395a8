package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.tensor.Device;

/** What the built-in model takes on the host. */
final class BuiltInMemory {
    private BuiltInMemory() {}

    static NetworkMemory of(Precision precision, boolean sequential) {
        JsonNode config = BuiltInModel.config();
        ModelNetworks networks = new ModelNetworks(config, ModelInfo.fromJson(config, "tiny"));
        Map<ModelPart, Checkpoint> files = new EnumMap<>(ModelPart.class);
        networks.parts().forEach(part -> files.put(part, BuiltInModel.read(part, Arena.ofAuto())));
        return new NetworkMemory(
                networks, new ModelWeights(files, precision, Device.CPU, false), precision, Device.CPU, sequential);
    }
}
