package org.ouroboros3d.mesh;

/**
 * Samples at the corners of cubes, x fastest, then y, then z.
 */
final class Grid {
    /** Samples around the object on each side, so that what touches the border is outside. */
    private static final int BORDER = 3;

    private final double[] origin;
    private final double step;
    private final int nx;
    private final int ny;
    private final int nz;

    Grid(double[] origin, double step, int nx, int ny, int nz) {
        this.origin = origin;
        this.step = step;
        this.nx = nx;
        this.ny = ny;
        this.nz = nz;
    }

    /** {@return world position of the first sample} */
    double[] origin() {
        return origin;
    }

    /** {@return distance of neighbors, world units} */
    double step() {
        return step;
    }

    /** {@return samples along x} */
    int nx() {
        return nx;
    }

    /** {@return samples along y} */
    int ny() {
        return ny;
    }

    /** {@return samples along z} */
    int nz() {
        return nz;
    }

    /** {@return a grid of a step around a box} */
    static Grid around(CloudBounds bounds, double step) {
        int[] counts = new int[3];
        double[] origin = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double side = bounds.high()[axis] - bounds.low()[axis];
            counts[axis] = (int) Math.ceil(side / step) + 1 + 2 * BORDER;
            origin[axis] = bounds.middle()[axis] - (counts[axis] - 1) * step / 2;
        }
        return new Grid(origin, step, counts[0], counts[1], counts[2]);
    }

    int count() {
        return Math.multiplyExact(Math.multiplyExact(nx, ny), nz);
    }

    int index(int x, int y, int z) {
        return (z * ny + y) * nx + x;
    }
}
