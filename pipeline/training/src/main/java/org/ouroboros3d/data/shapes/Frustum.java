package org.ouroboros3d.data.shapes;

/**
 * A cone cut off, around the y axis from radius 1 at y = -1 to radius {@code top} at y = 1: a cylinder for 1, a cone
 * for 0.
 *
 * @param top radius at y = 1, at least 0
 * @param open whether both ends are missing, which makes a hollow wall without thickness
 */
record Frustum(double top, boolean open) implements Solid {
    static final Frustum CYLINDER = new Frustum(1, false);
    static final Frustum CONE = new Frustum(0, false);

    @Override
    public double intersect(double ox, double oy, double oz, double dx, double dy, double dz) {
        // On the wall x² + z² = (m + k y)².
        double k = (top - 1) / 2;
        double radius = (top + 1) / 2 + k * oy;
        double slope = k * dy;
        double a = dx * dx + dz * dz - slope * slope;
        double b = ox * dx + oz * dz - radius * slope;
        double c = ox * ox + oz * oz - radius * radius;
        double best = open ? MISS : caps(ox, oy, oz, dx, dy, dz);
        double discriminant = b * b - a * c;
        if (discriminant < 0 || a == 0) {
            return best;
        }
        double root = Math.sqrt(discriminant);
        best = Math.min(best, wall((-b - root) / a, radius, slope, oy, dy));
        return Math.min(best, wall((-b + root) / a, radius, slope, oy, dy));
    }

    private static double wall(double t, double radius, double slope, double oy, double dy) {
        return t > 0 && Math.abs(oy + t * dy) <= 1 && radius + t * slope >= 0 ? t : MISS;
    }

    private double caps(double ox, double oy, double oz, double dx, double dy, double dz) {
        return Math.min(cap(-1, 1, ox, oy, oz, dx, dy, dz), cap(1, top, ox, oy, oz, dx, dy, dz));
    }

    private static double cap(
            double y, double radius, double ox, double oy, double oz, double dx, double dy, double dz) {
        double t = (y - oy) / dy;
        double x = ox + t * dx;
        double z = oz + t * dz;
        return t > 0 && x * x + z * z <= radius * radius ? t : MISS;
    }

    @Override
    public void normal(double x, double y, double z, double[] normal) {
        double k = (top - 1) / 2;
        double radius = (top + 1) / 2 + k * y;
        double offWall = Math.abs(Math.sqrt(x * x + z * z) - radius);
        boolean cap = !open && 1 - Math.abs(y) < offWall;
        normal[0] = cap ? 0 : x;
        normal[1] = cap ? Math.signum(y) : -k * radius;
        normal[2] = cap ? 0 : z;
    }

    @Override
    public double[] extent() {
        double wide = Math.max(1, top);
        return new double[] {wide, 1, wide};
    }

    @Override
    public double[][] outline() {
        return Outlines.circles(1, -1, top, 1);
    }
}
