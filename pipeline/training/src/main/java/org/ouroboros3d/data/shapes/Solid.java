package org.ouroboros3d.data.shapes;

/**
 * A body in its own coordinates, around the origin. Rays need no unit direction: distances are in lengths of the
 * direction, so that a body stretched by an affine map is met at the same distance.
 */
interface Solid {
    /** What {@link #intersect} gives for a ray that misses. */
    double MISS = Double.POSITIVE_INFINITY;

    /** {@return the least positive distance at which the ray from {@code o} along {@code d} meets the surface} */
    double intersect(double ox, double oy, double oz, double dx, double dy, double dz);

    /**
     * Finds the outward direction at a point of the surface.
     *
     * @param normal receives three coordinates, of any positive length
     */
    void normal(double x, double y, double z, double[] normal);

    /** {@return half the sizes of a box around the origin that holds the body, three} */
    double[] extent();

    /** {@return points {@code [n][3]} of the surface whose convex hull nearly is the body's} */
    double[][] outline();
}
