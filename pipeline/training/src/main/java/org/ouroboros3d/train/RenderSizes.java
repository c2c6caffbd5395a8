package org.ouroboros3d.train;

import org.ouroboros3d.diffusion.HostNoise;

/**
 * Sizes that a reconstructor's Gaussians are rendered and compared at, which need not be that of its input views: all
 * multiples of {@value #STEP} pixels in a range, equally likely.
 *
 * @param min the smallest, a multiple of {@value #STEP}
 * @param max the largest, a multiple of {@value #STEP}
 */
public record RenderSizes(int min, int max) {
    private static final int STEP = 8;

    /** Checks the range. */
    public RenderSizes {
        if (min < STEP || max < min || min % STEP != 0 || max % STEP != 0) {
            throw new IllegalArgumentException("render sizes are a range of multiples of " + STEP
                    + " pixels, the smaller one first, not " + min + " to " + max);
        }
    }

    /** {@return the size that is drawn by the first number of a stream} */
    int draw(HostNoise noise, long stream) {
        int choices = (max - min) / STEP + 1;
        return min + STEP * (int) (noise.uniforms(stream, 1)[0] * choices);
    }
}
