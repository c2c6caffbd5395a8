package org.ouroboros3d.data.shapes;

/** A box whose edges are rounded. It is not stretched, so that they stay circular. */
final class RoundedBox extends SdfSolid {
    private final double[] half;
    private final double radius;

    /**
     * Makes a box.
     *
     * @param x half its width
     * @param y half its height
     * @param z half its depth
     * @param radius of the edges, less than each of them
     */
    RoundedBox(double x, double y, double z, double radius) {
        this.half = new double[] {x, y, z};
        this.radius = radius;
    }

    @Override
    double distance(double x, double y, double z) {
        double qx = Math.abs(x) - half[0] + radius;
        double qy = Math.abs(y) - half[1] + radius;
        double qz = Math.abs(z) - half[2] + radius;
        double px = Math.max(qx, 0);
        double py = Math.max(qy, 0);
        double pz = Math.max(qz, 0);
        double inside = Math.min(Math.max(qx, Math.max(qy, qz)), 0);
        return Math.sqrt(px * px + py * py + pz * pz) + inside - radius;
    }

    @Override
    public double[] extent() {
        return half;
    }

    @Override
    public double[][] outline() {
        double in = 0.42 * radius;
        return Outlines.corners(half[0] - in, half[1] - in, half[2] - in);
    }
}
