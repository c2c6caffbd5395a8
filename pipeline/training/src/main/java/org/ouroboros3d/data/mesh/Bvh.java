package org.ouroboros3d.data.mesh;

import java.util.Arrays;
import org.ouroboros3d.data.render.Cancellation;

/**
 * A bounding volume hierarchy over triangles, built with the binned surface area heuristic (Wald 2007, {@value #BINS} bins);
 * finds the first triangle on a ray.
 */
final class Bvh {
    /** How many numbers {@link #cast} keeps on its stack. */
    static final int STACK = 128;

    private static final int BINS = 16;
    private static final int LEAF = 4;
    /** Triangles that take a moment to sort. */
    private static final int BIG = 10_000;

    private static final int MAX_DEPTH = STACK - 2;

    private final float[] positions;
    private final int[] order;
    /** Low and high corner of each node, six numbers. */
    private float[] boxes = new float[6 * 64];
    /** Of a leaf the first place in {@code order}, else the number of the first child; the second follows it. */
    private int[] first = new int[64];
    /** Of a leaf its triangles, else 0. */
    private int[] size = new int[64];

    private int nodes = 1;

    Bvh(float[] positions) {
        this.positions = positions;
        int count = positions.length / 9;
        this.order = new int[count];
        Arrays.setAll(order, i -> i);
        split(0, 0, count, 0);
    }

    private float center(int triangle, int axis) {
        int at = 9 * triangle + axis;
        return (positions[at] + positions[at + 3] + positions[at + 6]) / 3;
    }

    private void grow(float[] box, int offset, int triangle) {
        for (int i = 0; i < 9; i++) {
            float value = positions[9 * triangle + i];
            int axis = i % 3;
            box[offset + axis] = Math.min(box[offset + axis], value);
            box[offset + 3 + axis] = Math.max(box[offset + 3 + axis], value);
        }
    }

    private static void empty(float[] box, int offset) {
        Arrays.fill(box, offset, offset + 3, Float.POSITIVE_INFINITY);
        Arrays.fill(box, offset + 3, offset + 6, Float.NEGATIVE_INFINITY);
    }

    private void split(int node, int from, int to, int depth) {
        if (to - from > BIG) {
            Cancellation.check();
        }
        empty(boxes, 6 * node);
        for (int i = from; i < to; i++) {
            grow(boxes, 6 * node, order[i]);
        }
        int middle = to - from <= LEAF || depth >= MAX_DEPTH ? from : partition(from, to);
        if (middle == from || middle == to) {
            first[node] = from;
            size[node] = to - from;
            return;
        }
        int child = nodes;
        nodes += 2;
        if (nodes > first.length) {
            boxes = Arrays.copyOf(boxes, 2 * boxes.length);
            first = Arrays.copyOf(first, 2 * first.length);
            size = Arrays.copyOf(size, 2 * size.length);
        }
        first[node] = child;
        size[node] = 0;
        split(child, from, middle, depth + 1);
        split(child + 1, middle, to, depth + 1);
    }

    /** Moves the triangles of one side before the others, and returns where those begin. */
    private int partition(int from, int to) {
        float[] low = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY};
        float[] high = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        for (int i = from; i < to; i++) {
            for (int axis = 0; axis < 3; axis++) {
                low[axis] = Math.min(low[axis], center(order[i], axis));
                high[axis] = Math.max(high[axis], center(order[i], axis));
            }
        }
        double best = Double.POSITIVE_INFINITY;
        int bestAxis = 0;
        int bestBin = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (high[axis] > low[axis]) {
                double[] costs = costs(from, to, axis, low[axis], high[axis]);
                for (int bin = 0; bin < costs.length; bin++) {
                    if (costs[bin] < best) {
                        best = costs[bin];
                        bestAxis = axis;
                        bestBin = bin;
                    }
                }
            }
        }
        if (best == Double.POSITIVE_INFINITY) {
            // All centres coincide.
            return from;
        }
        int end = from;
        for (int i = from; i < to; i++) {
            int triangle = order[i];
            if (bin(center(triangle, bestAxis), low[bestAxis], high[bestAxis]) <= bestBin) {
                order[i] = order[end];
                order[end++] = triangle;
            }
        }
        return end;
    }

    private static int bin(float value, float low, float high) {
        return Math.min(BINS - 1, (int) ((value - low) / (high - low) * BINS));
    }

    /** {@return for each border between two bins what a ray costs on average, up to a factor} */
    private double[] costs(int from, int to, int axis, float low, float high) {
        float[] bounds = new float[6 * BINS];
        int[] counts = new int[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            empty(bounds, 6 * bin);
        }
        for (int i = from; i < to; i++) {
            int bin = bin(center(order[i], axis), low, high);
            counts[bin]++;
            grow(bounds, 6 * bin, order[i]);
        }
        double[] costs = new double[BINS - 1];
        float[] box = new float[6];
        empty(box, 0);
        int held = 0;
        for (int bin = 0; bin < BINS - 1; bin++) {
            join(box, bounds, 6 * bin);
            held += counts[bin];
            costs[bin] = held == 0 ? Double.POSITIVE_INFINITY : held * area(box);
        }
        empty(box, 0);
        held = 0;
        for (int bin = BINS - 1; bin > 0; bin--) {
            join(box, bounds, 6 * bin);
            held += counts[bin];
            costs[bin - 1] += held == 0 ? Double.POSITIVE_INFINITY : held * area(box);
        }
        return costs;
    }

    private static void join(float[] box, float[] other, int offset) {
        for (int axis = 0; axis < 3; axis++) {
            box[axis] = Math.min(box[axis], other[offset + axis]);
            box[3 + axis] = Math.max(box[3 + axis], other[offset + 3 + axis]);
        }
    }

    private static double area(float[] box) {
        double x = box[3] - box[0];
        double y = box[4] - box[1];
        double z = box[5] - box[2];
        return x * y + y * z + z * x;
    }

    /**
     * Finds the first triangle on a ray.
     *
     * @param ray origin and direction, six numbers
     * @param hit receives the distance in lengths of the direction and the shares of the second and the third corner
     * @param stack of {@link #STACK} numbers
     * @return the triangle, or -1
     */
    int cast(double[] ray, double[] hit, int[] stack) {
        hit[0] = Double.POSITIVE_INFINITY;
        int found = -1;
        int depth = 0;
        int node = enter(0, ray, hit[0]) < Double.POSITIVE_INFINITY ? 0 : -1;
        while (node >= 0) {
            if (size[node] > 0) {
                for (int i = first[node]; i < first[node] + size[node]; i++) {
                    if (meets(order[i], ray, hit)) {
                        found = order[i];
                    }
                }
                node = depth > 0 ? stack[--depth] : -1;
            } else {
                int near = first[node];
                int far = near + 1;
                double nearAt = enter(near, ray, hit[0]);
                double farAt = enter(far, ray, hit[0]);
                if (farAt < nearAt) {
                    int other = near;
                    near = far;
                    far = other;
                }
                if (Math.max(nearAt, farAt) < Double.POSITIVE_INFINITY) {
                    stack[depth++] = far;
                }
                if (Math.min(nearAt, farAt) < Double.POSITIVE_INFINITY) {
                    node = near;
                } else {
                    node = depth > 0 ? stack[--depth] : -1;
                }
            }
        }
        return found;
    }

    /** {@return where the ray enters a node's box, or infinity when it misses it or only after {@code limit}} */
    private double enter(int node, double[] ray, double limit) {
        double enter = 0;
        double leave = limit;
        for (int axis = 0; axis < 3; axis++) {
            double inverse = 1 / ray[3 + axis];
            double a = (boxes[6 * node + axis] - ray[axis]) * inverse;
            double b = (boxes[6 * node + 3 + axis] - ray[axis]) * inverse;
            // A ray in the plane of a side gives NaN, which neither comparison takes.
            double low = a < b ? a : b;
            double high = a < b ? b : a;
            enter = low > enter ? low : enter;
            leave = high < leave ? high : leave;
        }
        return enter <= leave ? enter : Double.POSITIVE_INFINITY;
    }

    /** Möller and Trumbore 1997, both sides. */
    private boolean meets(int triangle, double[] ray, double[] hit) {
        float[] p = positions;
        int at = 9 * triangle;
        double ax = (double) p[at + 3] - p[at];
        double ay = (double) p[at + 4] - p[at + 1];
        double az = (double) p[at + 5] - p[at + 2];
        double bx = (double) p[at + 6] - p[at];
        double by = (double) p[at + 7] - p[at + 1];
        double bz = (double) p[at + 8] - p[at + 2];
        double px = ray[4] * bz - ray[5] * by;
        double py = ray[5] * bx - ray[3] * bz;
        double pz = ray[3] * by - ray[4] * bx;
        double determinant = ax * px + ay * py + az * pz;
        if (determinant == 0) {
            return false;
        }
        double tx = ray[0] - p[at];
        double ty = ray[1] - p[at + 1];
        double tz = ray[2] - p[at + 2];
        double u = (tx * px + ty * py + tz * pz) / determinant;
        double qx = ty * az - tz * ay;
        double qy = tz * ax - tx * az;
        double qz = tx * ay - ty * ax;
        double v = (ray[3] * qx + ray[4] * qy + ray[5] * qz) / determinant;
        double t = (bx * qx + by * qy + bz * qz) / determinant;
        if (!(u >= 0 && v >= 0 && u + v <= 1 && t > 0 && t < hit[0])) {
            return false;
        }
        hit[0] = t;
        hit[1] = u;
        hit[2] = v;
        return true;
    }
}
