package org.ouroboros3d.data.shapes;

/** A ring around the y axis of radius 1, whose tube has the radius {@code tube}. */
final class Torus extends SdfSolid {
    private final double tube;
    private final double[] extent;

    Torus(double tube) {
        this.tube = tube;
        this.extent = new double[] {1 + tube, tube, 1 + tube};
    }

    @Override
    double distance(double x, double y, double z) {
        double across = Math.sqrt(x * x + z * z) - 1;
        return Math.sqrt(across * across + y * y) - tube;
    }

    @Override
    public double[] extent() {
        return extent;
    }

    @Override
    public double[][] outline() {
        return Outlines.circles(1 + tube, 0, 1, tube, 1, -tube);
    }
}
