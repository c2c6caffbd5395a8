package org.ouroboros3d.data.shapes;

/** A solid given by a signed distance function (SDF), intersected by sphere tracing (Hart 1996). */
abstract class SdfSolid implements Solid {
    private static final int STEPS = 64;
    private static final double NEAR = 1e-4;
    private static final double DIFFERENCE = 1e-5;

    /** {@return the distance of a point from the surface, negative inside; never more than it really is} */
    abstract double distance(double x, double y, double z);

    @Override
    public final double intersect(double ox, double oy, double oz, double dx, double dy, double dz) {
        double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
        double[] box = extent();
        double enter = 0;
        double leave = MISS;
        double[] o = {ox, oy, oz};
        double[] d = {dx, dy, dz};
        for (int axis = 0; axis < 3; axis++) {
            double first = (-box[axis] - o[axis]) / d[axis];
            double second = (box[axis] - o[axis]) / d[axis];
            // A ray in the plane of a side gives NaN, which neither comparison takes.
            enter = Math.min(first, second) > enter ? Math.min(first, second) : enter;
            leave = Math.max(first, second) < leave ? Math.max(first, second) : leave;
        }
        double t = enter;
        for (int step = 0; step < STEPS && t <= leave; step++) {
            double free = distance(ox + t * dx, oy + t * dy, oz + t * dz);
            if (free < NEAR) {
                return t > 0 ? t : MISS;
            }
            t += free / length;
        }
        return MISS;
    }

    @Override
    public final void normal(double x, double y, double z, double[] normal) {
        normal[0] = distance(x + DIFFERENCE, y, z) - distance(x - DIFFERENCE, y, z);
        normal[1] = distance(x, y + DIFFERENCE, z) - distance(x, y - DIFFERENCE, z);
        normal[2] = distance(x, y, z + DIFFERENCE) - distance(x, y, z - DIFFERENCE);
    }
}
