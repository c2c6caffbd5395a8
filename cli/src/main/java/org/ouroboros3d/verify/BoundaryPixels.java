package org.ouroboros3d.verify;

import java.util.List;

/**
 * Compares rendered maps separately on ordinary pixels and on boundary pixels, where rounding decides whether a Gaussian
 * contributes; the golden marks those as fragile.
 */
final class BoundaryPixels {
    /** The reference in float32 is 7e-6 away from itself in float64. */
    private static final double TOLERANCE = 3e-5;

    private static final double FRAGILE_TOLERANCE = 1.2e-2;
    private static final String WHY = "the reference's own rounding, in units of the image";
    private static final String WHY_FRAGILE =
            "a flipped decision costs 1/255 at the alpha threshold, 1.2e-2 at a tile's edge or where blending stops";

    private final boolean[] fragile;
    private final int pixels;

    /**
     * @param fragile one value per pixel of each image, not 0 where fragile
     * @param pixels of one image
     */
    BoundaryPixels(float[] fragile, int pixels) {
        this.fragile = new boolean[fragile.length];
        for (int i = 0; i < fragile.length; i++) {
            this.fragile[i] = fragile[i] != 0;
        }
        this.pixels = pixels;
    }

    /**
     * {@return how far maps are from the reference on ordinary pixels, then on fragile ones}
     *
     * @param channels of the maps, which are planar
     */
    List<Comparison> compare(String name, double[] actual, double[] expected, int channels) {
        return List.of(
                part(name, actual, expected, channels, false, TOLERANCE, WHY),
                part(name + " (fragile)", actual, expected, channels, true, FRAGILE_TOLERANCE, WHY_FRAGILE));
    }

    /** The other kind of pixels is taken from the reference, so that it adds nothing to the difference. */
    private Comparison part(
            String name,
            double[] actual,
            double[] expected,
            int channels,
            boolean wanted,
            double tolerance,
            String why) {
        double[] masked = expected.clone();
        for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
            int image = i / (pixels * channels);
            if (fragile[image * pixels + i % pixels] == wanted) {
                masked[i] = actual[i];
            }
        }
        return Comparison.of(name, masked, expected, tolerance, Measure.MAX_ABS, why);
    }
}
