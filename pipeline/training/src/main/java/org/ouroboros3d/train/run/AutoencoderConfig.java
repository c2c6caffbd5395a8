package org.ouroboros3d.train.run;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the autoencoder is trained.
 *
 * @param priorWeight of the distance of its latents from a standard normal
 * @param clip frames of an object that a step sees, at most
 */
public record AutoencoderConfig(@JsonProperty("prior") double priorWeight, int clip) {
    static final AutoencoderConfig DEFAULT = new AutoencoderConfig(1e-5, Integer.MAX_VALUE);

    /** Checks the ranges. */
    public AutoencoderConfig {
        if (!(priorWeight >= 0) || clip < 1) {
            throw new IllegalArgumentException(
                    "autoencoder: prior must be at least 0 and clip at least 1, got " + priorWeight + " and " + clip);
        }
    }
}
