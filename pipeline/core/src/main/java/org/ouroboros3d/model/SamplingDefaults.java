package org.ouroboros3d.model;

import com.fasterxml.jackson.databind.JsonNode;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.format.json.JsonConfig;

/**
 * The default sampling settings of a model.
 *
 * @param steps denoising steps, 1 to 1000
 * @param guidance classifier-free, of all views
 */
public record SamplingDefaults(int steps, LinearGuidance guidance) {
    /** 25 steps, guidance 1 to 3: the published inference. */
    public static final SamplingDefaults PUBLISHED = new SamplingDefaults(25, LinearGuidance.official());

    private static final int MAX_STEPS = 1000;

    /** Checks the steps. */
    public SamplingDefaults {
        requireSteps(steps);
    }

    public static void requireSteps(int steps) {
        if (steps < 1 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("steps must be between 1 and " + MAX_STEPS + ", not " + steps);
        }
    }

    /**
     * Reads {@code steps}, {@code min_guidance} and {@code max_guidance}; missing ones are published.
     *
     * @throws IllegalArgumentException if a key holds something else than it should, or is unknown
     */
    static SamplingDefaults fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("model.json: sampling", node).only("steps", "min_guidance", "max_guidance");
        LinearGuidance published = PUBLISHED.guidance();
        return new SamplingDefaults(
                json.integer("steps", PUBLISHED.steps()),
                new LinearGuidance(
                        json.number("min_guidance", published.minScale()),
                        json.number("max_guidance", published.maxScale())));
    }
}
