package org.ouroboros3d.data.mesh;

import java.util.ArrayList;
import java.util.List;

/** Cuts polygons into triangles: convex ones as a fan, others by clipping ears (Meisters 1975). */
final class Polygons {
    /** Tests of points in ears that one mesh may take; what is left after them is cut as a fan. */
    private static final long MAX_TESTS = 200_000_000;

    private long tests;

    /** {@return triangles as places in {@code corners}, three each, turning as the polygon does} */
    int[] triangles(List<MeshBuilder.Corner> corners) {
        int count = corners.size();
        if (count < 3) {
            return new int[0];
        }
        if (count == 3) {
            return new int[] {0, 1, 2};
        }
        double[] flat = flatten(corners);
        List<Integer> left = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            left.add(i);
        }
        int[] triangles = new int[3 * (count - 2)];
        int at = 0;
        if (!isConvex(flat, left)) {
            at = clip(flat, left, triangles);
        }
        for (int i = 2; i < left.size(); i++) {
            triangles[at++] = left.get(0);
            triangles[at++] = left.get(i - 1);
            triangles[at++] = left.get(i);
        }
        return triangles;
    }

    /** Clips ears while there are some, and leaves what is convex, or no simple polygon. */
    private int clip(double[] flat, List<Integer> left, int[] triangles) {
        int at = 0;
        int passed = 0;
        int i = 0;
        while (left.size() > 3 && passed < left.size() && tests < MAX_TESTS) {
            int size = left.size();
            int before = left.get((i + size - 1) % size);
            int middle = left.get(i % size);
            int after = left.get((i + 1) % size);
            if (isEar(flat, left, before, middle, after)) {
                triangles[at++] = before;
                triangles[at++] = middle;
                triangles[at++] = after;
                left.subList(i % size, i % size + 1).clear();
                passed = 0;
                i = i % size + (i % size == left.size() ? -1 : 0);
            } else {
                passed++;
                i = (i + 1) % size;
            }
        }
        return at;
    }

    private boolean isEar(double[] flat, List<Integer> left, int before, int middle, int after) {
        if (turn(flat, before, middle, after) < 0) {
            return false;
        }
        tests += left.size();
        for (int other : left) {
            if (other != before && other != middle && other != after && isInside(flat, before, middle, after, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a point lies in a triangle or on its border, but on none of its corners. */
    private static boolean isInside(double[] flat, int a, int b, int c, int point) {
        return turn(flat, a, b, point) >= 0
                && turn(flat, b, c, point) >= 0
                && turn(flat, c, a, point) >= 0
                && !isSame(flat, a, point)
                && !isSame(flat, b, point)
                && !isSame(flat, c, point);
    }

    private static boolean isSame(double[] flat, int a, int b) {
        return flat[2 * a] == flat[2 * b] && flat[2 * a + 1] == flat[2 * b + 1];
    }

    private static boolean isConvex(double[] flat, List<Integer> corners) {
        int size = corners.size();
        for (int i = 0; i < size; i++) {
            if (turn(flat, corners.get(i), corners.get((i + 1) % size), corners.get((i + 2) % size)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return twice the area of a triangle, positive if it turns as the polygon does} */
    private static double turn(double[] flat, int a, int b, int c) {
        return (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1])
                - (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);
    }

    /** {@return the corners in the plane of two axes that the polygon covers most, turning counterclockwise} */
    private static double[] flatten(List<MeshBuilder.Corner> corners) {
        // Newell's normal, of positions from the first corner on.
        double[] origin = corners.getFirst().position;
        double[] normal = new double[3];
        for (int i = 0; i < corners.size(); i++) {
            double[] a = corners.get(i).position;
            double[] b = corners.get((i + 1) % corners.size()).position;
            for (int axis = 0; axis < 3; axis++) {
                int u = (axis + 1) % 3;
                int v = (axis + 2) % 3;
                normal[axis] += (a[u] - origin[u]) * (b[v] - origin[v]) - (b[u] - origin[u]) * (a[v] - origin[v]);
            }
        }
        int axis = 0;
        for (int k = 1; k < 3; k++) {
            axis = Math.abs(normal[k]) > Math.abs(normal[axis]) ? k : axis;
        }
        int u = (axis + (normal[axis] < 0 ? 2 : 1)) % 3;
        int v = (axis + (normal[axis] < 0 ? 1 : 2)) % 3;
        double[] flat = new double[2 * corners.size()];
        for (int i = 0; i < corners.size(); i++) {
            flat[2 * i] = corners.get(i).position[u] - origin[u];
            flat[2 * i + 1] = corners.get(i).position[v] - origin[v];
        }
        return flat;
    }
}
