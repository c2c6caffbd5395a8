package org.ouroboros3d.data.shapes;

/**
 * A cylinder of radius 1 around the y axis with half spheres on its ends.
 *
 * @param half half the length of the cylinder, at least 0
 */
record Capsule(double half) implements Solid {
    @Override
    public double intersect(double ox, double oy, double oz, double dx, double dy, double dz) {
        double a = dx * dx + dz * dz;
        double b = ox * dx + oz * dz;
        double c = ox * ox + oz * oz - 1;
        double discriminant = b * b - a * c;
        if (discriminant >= 0 && a > 0) {
            double t = (-b - Math.sqrt(discriminant)) / a;
            if (t > 0 && Math.abs(oy + t * dy) <= half) {
                return t;
            }
        }
        return Math.min(
                Sphere.UNIT.intersect(ox, oy - half, oz, dx, dy, dz),
                Sphere.UNIT.intersect(ox, oy + half, oz, dx, dy, dz));
    }

    @Override
    public void normal(double x, double y, double z, double[] normal) {
        normal[0] = x;
        normal[1] = y - Math.clamp(y, -half, half);
        normal[2] = z;
    }

    @Override
    public double[] extent() {
        return new double[] {1, half + 1, 1};
    }

    @Override
    public double[][] outline() {
        double diagonal = 0.7071;
        return Outlines.circles(
                0, half + 1, diagonal, half + diagonal, 1, half, 1, -half, diagonal, -half - diagonal, 0, -half - 1);
    }
}
