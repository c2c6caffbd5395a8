package org.ouroboros3d.geometry;

/**
 * Which image embedding the temporal attention blocks of the video UNet read when the batch holds several.
 *
 * <p>With a batch of one, both are the same.
 */
public enum TemporalContext {
    /** Each element of the batch reads its own embedding (diffusers from 0.28.0 on). */
    FIXED,
    /**
     * Row {@code r} of batch times pixels reads the embedding of element {@code r mod batch}: diffusers 0.25.0, with
     * which the published images were made. In guided sampling the even columns of both branches then read the zero
     * embedding and the odd columns the image's.
     */
    LEGACY
}
