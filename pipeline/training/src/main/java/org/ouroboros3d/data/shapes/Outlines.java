package org.ouroboros3d.data.shapes;

/** Points on the surfaces of round solids. */
final class Outlines {
    private static final int AROUND = 12;

    private Outlines() {}

    /** {@return the corners of the box with half sizes {@code x, y, z}} */
    static double[][] corners(double x, double y, double z) {
        double[][] points = new double[8][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {(i & 1) == 0 ? -x : x, (i & 2) == 0 ? -y : y, (i & 4) == 0 ? -z : z};
        }
        return points;
    }

    /**
     * {@return circles around the y axis}
     *
     * @param radiiAndHeights of each circle its radius and its y, alternating
     */
    static double[][] circles(double... radiiAndHeights) {
        double[][] points = new double[AROUND * radiiAndHeights.length / 2][];
        for (int i = 0; i < points.length; i++) {
            double angle = 2 * StrictMath.PI * (i % AROUND) / AROUND;
            double radius = radiiAndHeights[i / AROUND * 2];
            points[i] = new double[] {
                radius * StrictMath.cos(angle), radiiAndHeights[i / AROUND * 2 + 1], radius * StrictMath.sin(angle)
            };
        }
        return points;
    }
}
