package org.ouroboros3d.metrics;

import java.util.Arrays;

/** Points in space, in the cells of a lattice, so that the nearest to another point is found at once. */
final class PointCloud {
    private final float[] points;
    private final double[] origin = new double[3];
    private final int[] counts = new int[3];
    private final double cell;
    /** Where a cell's points begin in {@link #order}. */
    private final int[] starts;

    private final int[] order;

    /** @param points [N, 3], N at least 1 */
    PointCloud(float... points) {
        this.points = points;
        double[] high = new double[3];
        Arrays.fill(origin, Double.POSITIVE_INFINITY);
        Arrays.fill(high, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < points.length; i++) {
            origin[i % 3] = Math.min(origin[i % 3], points[i]);
            high[i % 3] = Math.max(high[i % 3], points[i]);
        }
        double longest = Math.max(high[0] - origin[0], Math.max(high[1] - origin[1], high[2] - origin[2]));
        // Of a surface some four points come into each cell that it crosses.
        double side = Math.clamp(Math.sqrt(points.length / 12.0), 1, 128);
        cell = longest > 0 ? longest / side : 1;
        for (int axis = 0; axis < 3; axis++) {
            counts[axis] = (int) ((high[axis] - origin[axis]) / cell) + 1;
        }
        starts = new int[counts[0] * counts[1] * counts[2] + 1];
        for (int i = 0; i < points.length; i += 3) {
            starts[cellOf(i) + 1]++;
        }
        for (int c = 1; c < starts.length; c++) {
            starts[c] += starts[c - 1];
        }
        int[] next = starts.clone();
        order = new int[points.length / 3];
        for (int i = 0; i < points.length; i += 3) {
            order[next[cellOf(i)]++] = i / 3;
        }
    }

    private int cellOf(int i) {
        return (at(points[i + 2], 2) * counts[1] + at(points[i + 1], 1)) * counts[0] + at(points[i], 0);
    }

    private int at(double coordinate, int axis) {
        return (int) Math.clamp(Math.floor((coordinate - origin[axis]) / cell), 0, counts[axis] - 1);
    }

    /** {@return the index of the point nearest to a place} */
    int nearest(double x, double y, double z) {
        int[] middle = {at(x, 0), at(y, 1), at(z, 2)};
        double outside = Math.max(outside(x, 0), Math.max(outside(y, 1), outside(z, 2)));
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        int rings = Math.max(counts[0], Math.max(counts[1], counts[2]));
        for (int ring = 0; ring < rings; ring++) {
            // What is farther off than this ring's inner edge cannot be nearer.
            double inner = Math.max(0, (ring - 1) * cell);
            if (best >= 0 && inner - outside > 0 && (inner - outside) * (inner - outside) > least) {
                break;
            }
            for (int cz = Math.max(0, middle[2] - ring); cz <= Math.min(counts[2] - 1, middle[2] + ring); cz++) {
                for (int cy = Math.max(0, middle[1] - ring); cy <= Math.min(counts[1] - 1, middle[1] + ring); cy++) {
                    boolean shell = Math.abs(cz - middle[2]) == ring || Math.abs(cy - middle[1]) == ring;
                    int step = shell || ring == 0 ? 1 : 2 * ring;
                    for (int cx = middle[0] - ring; cx <= middle[0] + ring; cx += step) {
                        if (cx < 0 || cx >= counts[0]) {
                            continue;
                        }
                        int c = (cz * counts[1] + cy) * counts[0] + cx;
                        for (int k = starts[c]; k < starts[c + 1]; k++) {
                            double squared = squared(order[k], x, y, z);
                            if (squared < least) {
                                least = squared;
                                best = order[k];
                            }
                        }
                    }
                }
            }
        }
        return best;
    }

    private double outside(double coordinate, int axis) {
        return Math.max(0, Math.max(origin[axis] - coordinate, coordinate - origin[axis] - counts[axis] * cell));
    }

    /** {@return the squared distance of a point from a place} */
    double squared(int point, double x, double y, double z) {
        double dx = points[3 * point] - x;
        double dy = points[3 * point + 1] - y;
        double dz = points[3 * point + 2] - z;
        return dx * dx + dy * dy + dz * dz;
    }
}
