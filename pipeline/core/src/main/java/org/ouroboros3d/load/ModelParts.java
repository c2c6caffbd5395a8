package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Collects what the folders of a model hold; of two that hold the same, the first counts. */
final class ModelParts {
    private final Map<ModelPart, Path> files = new EnumMap<>(ModelPart.class);
    private final ObjectNode config = JsonNodeFactory.instance.objectNode();

    void file(ModelPart part, Path file) {
        files.putIfAbsent(part, file);
    }

    void configure(String section, JsonNode value) {
        config.putIfAbsent(section, value);
    }

    ObjectNode newSection() {
        return config.objectNode();
    }

    Map<ModelPart, Path> files() {
        return files;
    }

    ObjectNode config() {
        return config;
    }
}
