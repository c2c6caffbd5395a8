package org.ouroboros3d.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.ouroboros3d.format.Checkpoint;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.safetensors.SafetensorsReader;

/** The built-in model: a folder as training writes it, in the artifact {@code ouroboros3d-model-tiny}. */
public final class BuiltInModel {
    /** Below META-INF, which a module does not encapsulate. */
    private static final String FOLDER = "META-INF/ouroboros3d/tiny/";

    private BuiltInModel() {}

    /** {@return its {@code model.json}, with the model card} */
    public static JsonNode config() {
        try {
            return new ObjectMapper().readTree(bytes("model.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in model's model.json is damaged", e);
        }
    }

    /**
     * {@return the trained weights of a part, in half precision}
     *
     * @param arena how long the bytes stay valid
     * @throws WeightsException if the program was packed without them
     */
    public static Checkpoint read(ModelPart part, Arena arena) {
        String file = part.key() + ".safetensors";
        byte[] content = bytes(file);
        MemorySegment memory = arena.allocate(content.length, Long.BYTES);
        MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 0, content.length);
        return SafetensorsReader.parse("built-in model, " + file, memory);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = BuiltInModel.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the built-in model is missing: put the artifact ouroboros3d-model-tiny on the class path (with"
                                + " modules: requires org.ouroboros3d.model.tiny), or name a model folder");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " of the built-in model cannot be read from the jar", e);
        }
    }
}
