package org.ouroboros3d.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.TemporalContext;

/**
 * What a model is, apart from its networks.
 *
 * @param name for people
 * @param imageSize width and height of views and renderings in pixels
 * @param geometry that the weights were trained with
 * @param temporalContext that the denoiser runs with
 * @param trained false when the weights are random numbers: the results then show nothing
 * @param sampling what it is best sampled with
 * @param reconstructorInput first view that the reconstructor is given in the loop and in joint training:
 *     {@code "reconstructor_input"}, {@code "decoded"} or {@code "true_first_view"}. Generated views stay the decoder's.
 * @param lowPass whether finished Gaussians are given the {@link org.ouroboros3d.gaussian.SmoothingFilter} of
 *     {@code imageSize}, so that pictures of more pixels show no gaps between them: {@code "low_pass"}. What the loop
 *     renders, at {@code imageSize}, stays without it.
 */
public record ModelInfo(
        String name,
        int imageSize,
        Geometry geometry,
        TemporalContext temporalContext,
        boolean trained,
        SamplingDefaults sampling,
        ReconstructorInput reconstructorInput,
        boolean lowPass) {
    private static final int OFFICIAL_IMAGE_SIZE = 512;

    /** Checks the image size. */
    public ModelInfo {
        if (imageSize < 8 || imageSize % 8 != 0) {
            throw new IllegalArgumentException("image_size must be a positive multiple of 8, not " + imageSize);
        }
    }

    /** A model that reconstructs decoded views and does not filter its Gaussians, like the published ones. */
    public ModelInfo(
            String name,
            int imageSize,
            Geometry geometry,
            TemporalContext temporalContext,
            boolean trained,
            SamplingDefaults sampling) {
        this(name, imageSize, geometry, temporalContext, trained, sampling, ReconstructorInput.DECODED, false);
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
                constant(TemporalContext.class, node, "temporal_context", TemporalContext.FIXED),
                json.flag("trained", true),
                json.has("sampling") ? SamplingDefaults.fromJson(json.object("sampling")) : SamplingDefaults.PUBLISHED,
                json.constant(ReconstructorInput.class, "reconstructor_input", ReconstructorInput.DECODED),
                json.flag("low_pass", false));
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
