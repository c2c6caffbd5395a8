package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ouroboros3d.format.json.JsonConfig;

/**
 * How the autoencoder is trained.
 *
 * @param priorWeight of the distance of its latents from a standard normal
 * @param clip frames of an object that a step sees, at most
 */
public record AutoencoderConfig(double priorWeight, int clip) {
    static final AutoencoderConfig DEFAULT = new AutoencoderConfig(1e-5, Integer.MAX_VALUE);

    /** Checks the ranges. */
    public AutoencoderConfig {
        if (!(priorWeight >= 0) || clip < 1) {
            throw new IllegalArgumentException(
                    "autoencoder: prior must be at least 0 and clip at least 1, got " + priorWeight + " and " + clip);
        }
    }

    static AutoencoderConfig fromJson(JsonNode node) {
        JsonConfig json = JsonConfig.of("autoencoder", node).only("prior", "clip");
        return new AutoencoderConfig(json.number("prior", DEFAULT.priorWeight), json.integer("clip", DEFAULT.clip));
    }

    void writeTo(ObjectNode node) {
        node.put("prior", priorWeight);
        node.put("clip", clip);
    }
}
