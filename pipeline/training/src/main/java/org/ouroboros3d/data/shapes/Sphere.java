package org.ouroboros3d.data.shapes;

/** The unit sphere; stretched, every ellipsoid. */
record Sphere() implements Solid {
    static final Sphere UNIT = new Sphere();

    @Override
    public double intersect(double ox, double oy, double oz, double dx, double dy, double dz) {
        double a = dx * dx + dy * dy + dz * dz;
        double b = ox * dx + oy * dy + oz * dz;
        double c = ox * ox + oy * oy + oz * oz - 1;
        double discriminant = b * b - a * c;
        if (discriminant < 0) {
            return MISS;
        }
        double t = (-b - Math.sqrt(discriminant)) / a;
        return t > 0 ? t : MISS;
    }

    @Override
    public void normal(double x, double y, double z, double[] normal) {
        normal[0] = x;
        normal[1] = y;
        normal[2] = z;
    }

    @Override
    public double[] extent() {
        return new double[] {1, 1, 1};
    }

    @Override
    public double[][] outline() {
        double diagonal = 0.7071;
        return Outlines.circles(0, 1, diagonal, diagonal, 1, 0, diagonal, -diagonal, 0, -1);
    }
}
