package org.ouroboros3d.mesh;

import java.util.Arrays;

/** A binary heap of edges by their error. Equal errors leave in the order of their vertices. */
final class EdgeHeap {
    private double[] errors = new double[1 << 12];
    private int[] edges = new int[3 << 12];
    private int count;
    private final int[] popped = new int[3];

    void push(double error, int first, int second, int version) {
        if (count == errors.length) {
            errors = Arrays.copyOf(errors, 2 * count);
            edges = Arrays.copyOf(edges, 6 * count);
        }
        int at = count++;
        int lower = Math.min(first, second);
        int upper = Math.max(first, second);
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!before(error, lower, upper, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        set(at, error, lower, upper, version);
    }

    /** Takes the edge of least error out. {@return whether there was one} */
    boolean pop() {
        if (count == 0) {
            return false;
        }
        System.arraycopy(edges, 0, popped, 0, 3);
        count--;
        double error = errors[count];
        int lower = edges[3 * count];
        int upper = edges[3 * count + 1];
        int version = edges[3 * count + 2];
        int at = 0;
        while (2 * at + 1 < count) {
            int child = 2 * at + 1;
            if (child + 1 < count && before(errors[child + 1], edges[3 * child + 3], edges[3 * child + 4], child)) {
                child++;
            }
            if (!before(errors[child], edges[3 * child], edges[3 * child + 1], error, lower, upper)) {
                break;
            }
            move(child, at);
            at = child;
        }
        set(at, error, lower, upper, version);
        return true;
    }

    int first() {
        return popped[0];
    }

    int second() {
        return popped[1];
    }

    /** The sum of the ends' versions when the edge was pushed. */
    int version() {
        return popped[2];
    }

    private boolean before(double error, int lower, int upper, int slot) {
        return before(error, lower, upper, errors[slot], edges[3 * slot], edges[3 * slot + 1]);
    }

    private static boolean before(double error, int lower, int upper, double other, int otherLower, int otherUpper) {
        if (error != other) {
            return error < other;
        }
        return lower != otherLower ? lower < otherLower : upper < otherUpper;
    }

    private void move(int from, int to) {
        errors[to] = errors[from];
        System.arraycopy(edges, 3 * from, edges, 3 * to, 3);
    }

    private void set(int at, double error, int lower, int upper, int version) {
        errors[at] = error;
        edges[3 * at] = lower;
        edges[3 * at + 1] = upper;
        edges[3 * at + 2] = version;
    }
}
