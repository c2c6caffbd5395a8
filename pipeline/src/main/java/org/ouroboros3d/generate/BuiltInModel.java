package org.ouroboros3d.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The model that ships with the program. */
public final class BuiltInModel {
    private static final String FILE = "tiny.json";

    private BuiltInModel() {}

    /** {@return its {@code model.json}} */
    public static JsonNode config() {
        try (InputStream in = BuiltInModel.class.getResourceAsStream(FILE)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in model cannot be read from the jar", e);
        }
    }
}
