package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.weights.JsonConfig;

/** What a run is trained on. */
public sealed interface DataConfig permits ShapesData, FolderData {
    /**
     * Reads a configuration.
     *
     * @param base what relative paths begin at
     */
    static DataConfig fromJson(JsonNode node, Path base) {
        JsonConfig json = JsonConfig.of("data", node).only("shapes", "folder");
        if (json.has("shapes") == json.has("folder")) {
            throw new IllegalArgumentException("data: name either \"shapes\" or a \"folder\"");
        }
        return json.has("shapes")
                ? ShapesData.fromJson(json.object("shapes"))
                : FolderData.fromJson(json.object("folder"), base);
    }

    /** {@return whether samples come with what is known of their surfaces, see {@link org.ouroboros3d.train.SurfaceMaps}} */
    boolean knowsSurfaces();

    /** Adds this to a configuration. */
    void writeTo(ObjectNode node);

    /**
     * {@return the samples, made ahead by some of the processors}
     *
     * @param size width and height in pixels
     * @param notices are told of what cannot be used
     */
    BatchSource training(int size, Device device, Consumer<String> notices);

    /** {@return samples that are looked at now and then} */
    BatchSource heldOut(int size, Device device);
}
