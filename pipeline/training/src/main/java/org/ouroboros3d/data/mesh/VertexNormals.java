package org.ouroboros3d.data.mesh;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds the normals that a file does not give: the mean of the faces that meet in a vertex, weighted by area, but only of
 * those that bend away by less than {@value #CREASE_DEGREES} degrees, so that sharp edges stay sharp.
 */
final class VertexNormals {
    private static final int CREASE_DEGREES = 50;
    private static final double CREASE = StrictMath.cos(StrictMath.toRadians(CREASE_DEGREES));
    /** Where more faces meet, as in the tip of a fine cone, all of them count: each against each would take too long. */
    private static final int MANY = 256;

    private VertexNormals() {}

    /** {@return unit normals of all corners, {@code [T, 3, 3]}, given ones kept, 0 only where a triangle has no area} */
    static float[] complete(float[] positions, float[] normals, int[] vertices) {
        int triangles = positions.length / 9;
        double[][] faces = new double[triangles][];
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] number = new int[3 * triangles];
        for (int corner = 0; corner < number.length; corner++) {
            if (corner % 3 == 0) {
                faces[Math.floorDiv(corner, 3)] = face(positions, 3 * corner);
            }
            number[corner] =
                    given(normals, corner) ? -1 : numbers.computeIfAbsent(vertices[corner], fresh -> numbers.size());
        }
        int[] ends = new int[numbers.size() + 1];
        int[] around = around(number, ends);
        Map<Integer, double[]> sums = new HashMap<>();
        float[] complete = new float[normals.length];
        for (int corner = 0; corner < number.length; corner++) {
            double[] sum = new double[3];
            int vertex = number[corner];
            if (vertex < 0) {
                add(sum, new double[] {normals[3 * corner], normals[3 * corner + 1], normals[3 * corner + 2]});
            } else if (ends[vertex + 1] - ends[vertex] > MANY) {
                sum = sums.computeIfAbsent(vertex, fresh -> sum(faces, around, ends[fresh], ends[fresh + 1]));
            } else {
                double[] own = faces[Math.floorDiv(corner, 3)];
                for (int i = ends[vertex]; i < ends[vertex + 1]; i++) {
                    double[] other = faces[around[i]];
                    if (dot(own, other) >= CREASE * Math.sqrt(dot(own, own) * dot(other, other))) {
                        add(sum, other);
                    }
                }
            }
            double length = Math.sqrt(dot(sum, sum));
            for (int axis = 0; axis < 3 && length > 0; axis++) {
                complete[3 * corner + axis] = (float) (sum[axis] / length);
            }
        }
        return complete;
    }

    /**
     * {@return the faces around vertex 0, those around vertex 1, and so on}
     *
     * @param number of each corner's vertex, or -1
     * @param ends takes where those of the vertex before end
     */
    private static int[] around(int[] number, int[] ends) {
        for (int vertex : number) {
            if (vertex >= 0) {
                ends[vertex + 1]++;
            }
        }
        for (int vertex = 1; vertex < ends.length; vertex++) {
            ends[vertex] += ends[vertex - 1];
        }
        int[] next = ends.clone();
        int[] around = new int[ends[ends.length - 1]];
        for (int corner = 0; corner < number.length; corner++) {
            if (number[corner] >= 0) {
                around[next[number[corner]]++] = Math.floorDiv(corner, 3);
            }
        }
        return around;
    }

    private static double[] sum(double[][] faces, int[] around, int from, int to) {
        double[] sum = new double[3];
        for (int i = from; i < to; i++) {
            add(sum, faces[around[i]]);
        }
        return sum;
    }

    private static boolean given(float[] normals, int corner) {
        float length =
                Math.abs(normals[3 * corner]) + Math.abs(normals[3 * corner + 1]) + Math.abs(normals[3 * corner + 2]);
        return length > 0 && Float.isFinite(length);
    }

    /** {@return the normal of a triangle, as long as twice its area} */
    static double[] face(float[] p, int at) {
        double ax = p[at + 3] - p[at];
        double ay = p[at + 4] - p[at + 1];
        double az = p[at + 5] - p[at + 2];
        double bx = p[at + 6] - p[at];
        double by = p[at + 7] - p[at + 1];
        double bz = p[at + 8] - p[at + 2];
        return new double[] {ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static void add(double[] sum, double[] value) {
        for (int axis = 0; axis < 3; axis++) {
            sum[axis] += value[axis];
        }
    }
}
