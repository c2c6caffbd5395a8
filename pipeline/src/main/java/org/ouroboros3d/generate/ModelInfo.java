package org.ouroboros3d.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;
import org.ouroboros3d.weights.JsonConfig;

/**
 * What a model is, apart from its networks.
 *
 * @param name for people
 * @param imageSize width and height of views and renderings in pixels
 * @param geometry that the weights were trained with
 * @param temporalContext that the denoiser runs with
 * @param trained false when the weights are random numbers: the results then show nothing
 * @param sampling what it is best sampled with
 */
public record ModelInfo(
        String name,
        int imageSize,
        Geometry geometry,
        TemporalContext temporalContext,
        boolean trained,
        Sampling sampling) {
    private static final int OFFICIAL_IMAGE_SIZE = 512;

    /** Checks the image size. */
    public ModelInfo {
        if (imageSize < 8 || imageSize % 8 != 0) {
            throw new IllegalArgumentException("image_size must be a positive multiple of 8, not " + imageSize);
        }
    }

    /**
     * Reads the keys of {@code model.json} that concern no single part; missing ones are those of the released model.
     *
     * @param name used when the configuration has none
     * @throws IllegalArgumentException if a key holds something else than it should
     */
    public static ModelInfo fromJson(JsonNode node, String name) {
        JsonConfig json = JsonConfig.of("model.json", node);
        return new ModelInfo(
                node.path("name").asText(name),
                json.integer("image_size", OFFICIAL_IMAGE_SIZE),
                constant(Geometry.class, node, "geometry", Geometry.OFFICIAL),
                constant(TemporalContext.class, node, "temporalContext", TemporalContext.FIXED),
                json.flag("trained", true),
                json.has("sampling") ? Sampling.fromJson(json.object("sampling")) : Sampling.PUBLISHED);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode node, String key, E ifMissing) {
        if (!node.has(key)) {
            return ifMissing;
        }
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(node.get(key).asText())) {
                return value;
            }
        }
        throw new IllegalArgumentException("model.json: \"" + key + "\" must be one of "
                + Arrays.toString(type.getEnumConstants()) + ", not " + node.get(key));
    }
}
