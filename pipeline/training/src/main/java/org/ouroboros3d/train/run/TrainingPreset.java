package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Configurations that ship with the program: one for each stage of a model of the built-in one's size. */
public final class TrainingPreset {
    private TrainingPreset() {}

    /** {@return the configuration of a stage as JSON, to be read, or changed and used} */
    public static JsonNode json(StageKind stage) {
        try (InputStream in = TrainingPreset.class.getResourceAsStream(stage + ".json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the configurations cannot be read from the jar", e);
        }
    }

    /** {@return the configuration of a stage} */
    public static TrainingConfig of(StageKind stage) {
        return TrainingConfig.fromJson(json(stage), Path.of(""));
    }
}
