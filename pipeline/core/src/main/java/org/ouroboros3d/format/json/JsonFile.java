package org.ouroboros3d.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ouroboros3d.format.WeightsException;

/** Reads small JSON files: configurations, and the shard indexes beside weights. */
public final class JsonFile {
    private static final long MAX_SIZE = 64L << 20;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * {@return the JSON object in {@code file}}
     *
     * @throws WeightsException if the file is missing, too large, or not one JSON object
     */
    public static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new WeightsException(file.toString(), null, "over the limit of " + MAX_SIZE + " bytes");
            }
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            if (!node.isObject()) {
                throw new WeightsException(file.toString(), null, "not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new WeightsException(
                    file.toString(), "not valid JSON: " + WeightsException.printable(e.getOriginalMessage()), e);
        } catch (NoSuchFileException e) {
            throw new WeightsException(file.toString(), "no such file", e);
        } catch (IOException e) {
            throw new WeightsException(file.toString(), "cannot be read: " + e, e);
        }
    }
}
