package org.ouroboros3d.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.ouroboros3d.format.json.JsonRecords;
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
@JsonIgnoreProperties(ignoreUnknown = true)
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
        return JsonRecords.plain()
                .with(SamplingDefaults.PUBLISHED)
                .with(new ModelInfo(
                        name,
                        OFFICIAL_IMAGE_SIZE,
                        Geometry.OFFICIAL,
                        TemporalContext.FIXED,
                        true,
                        SamplingDefaults.PUBLISHED))
                .read("model.json", node, ModelInfo.class, Path.of(""));
    }
}
