package org.ouroboros3d.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.io.AtomicFile;

/** The JSON files of a data set. */
final class DatasetJson {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private static final long MAX_BYTES = 256L << 20;

    private DatasetJson() {}

    /** {@return what a file holds} */
    static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(
                        file.toString(), "it is larger than " + (MAX_BYTES >> 20) + " MiB", "name another file");
            }
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file.toString(), "it is no sound JSON (" + e.getOriginalMessage() + ")", "make it again", e);
        } catch (NoSuchFileException e) {
            throw new InputException(file.toString(), "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new InputException(
                    file.toString(), "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    static void write(Path file, JsonNode node) {
        AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(node)));
    }
}
