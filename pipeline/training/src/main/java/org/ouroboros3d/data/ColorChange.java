package org.ouroboros3d.data;

import org.ouroboros3d.data.shapes.ShapeRandom;

/** A linear change of colours: a turn of hues around the grey axis, then other saturation and brightness. */
final class ColorChange {
    private static final double THIRD = 1.0 / 3;

    private final double[] matrix;

    /**
     * Makes a change.
     *
     * @param degrees by which hues turn
     * @param saturation factor of the distance from grey
     * @param brightness factor of everything
     */
    ColorChange(double degrees, double saturation, double brightness) {
        double angle = StrictMath.toRadians(degrees);
        double cosine = StrictMath.cos(angle);
        double sine = StrictMath.sin(angle) / StrictMath.sqrt(3);
        double[] turn = {
            cosine + (1 - cosine) * THIRD, (1 - cosine) * THIRD - sine, (1 - cosine) * THIRD + sine,
        };
        this.matrix = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double turned = turn[Math.floorMod(column - row, 3)];
                matrix[3 * row + column] = brightness * (THIRD + saturation * (turned - THIRD));
            }
        }
    }

    static ColorChange random(ShapeRandom random) {
        return new ColorChange(random.in(-180, 180), random.in(0.6, 1.3), random.in(0.8, 1.2));
    }

    /**
     * Changes pictures in place.
     *
     * @param rgba {@code [F, 4, H, W]} in [0, 1]; stays in steps of 1 / 255
     * @param plane H * W
     */
    void apply(float[] rgba, int plane) {
        for (int first = 0; first < rgba.length; first += 4 * plane) {
            for (int pixel = first; pixel < first + plane; pixel++) {
                double red = rgba[pixel];
                double green = rgba[pixel + plane];
                double blue = rgba[pixel + 2 * plane];
                for (int c = 0; c < 3; c++) {
                    double value = matrix[3 * c] * red + matrix[3 * c + 1] * green + matrix[3 * c + 2] * blue;
                    rgba[pixel + c * plane] = Math.round(255 * Math.clamp(value, 0, 1)) / 255f;
                }
            }
        }
    }
}
