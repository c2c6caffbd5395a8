package org.ouroboros3d.model;

/**
 * Shape of an autoencoder's latents.
 *
 * @param channels of a latent, C
 * @param downsampling pixels that a latent's width and height stand for
 */
public record LatentShape(int channels, int downsampling) {
    /** Checks the ranges. */
    public LatentShape {
        if (channels < 1 || downsampling < 1) {
            throw new IllegalArgumentException(
                    "latents need channels and a downsampling, got " + channels + " and " + downsampling);
        }
    }
}
