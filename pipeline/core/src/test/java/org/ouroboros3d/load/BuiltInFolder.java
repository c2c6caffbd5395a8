package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The built-in model as a folder, whose files a test may change. */
final class BuiltInFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private BuiltInFolder() {}

    /** Writes it with another configuration. */
    static Path write(Path folder, Consumer<ObjectNode> change) throws IOException {
        ObjectNode config = BuiltInModel.config().deepCopy();
        change.accept(config);
        JSON.writeValue(folder.resolve("model.json").toFile(), config);
        List<ModelPart> parts = Arrays.stream(ModelPart.values())
                .filter(part -> config.has(part.key()))
                .toList();
        for (ModelPart part : parts) {
            String file = part.key() + ".safetensors";
            try (InputStream in =
                    BuiltInModel.class.getClassLoader().getResourceAsStream("META-INF/ouroboros3d/tiny/" + file)) {
                Files.copy(in, folder.resolve(file));
            }
        }
        return folder;
    }
}
