package org.ouroboros3d.data.mesh;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the normals that a file does not give: the mean of the faces that meet in a vertex, weighted by area, but only of
 * those that bend away by less than {@value #CREASE_DEGREES} degrees, so that sharp edges stay sharp.
 */
final class VertexNormals {
    private static final int CREASE_DEGREES = 50;
    private static final double CREASE = StrictMath.cos(StrictMath.toRadians(CREASE_DEGREES));

    private VertexNormals() {}

    /** {@return unit normals of all corners, {@code [T, 3, 3]}, given ones kept, 0 only where a triangle has no area} */
    static float[] complete(float[] positions, float[] normals, int[] vertices) {
        int triangles = positions.length / 9;
        double[][] faces = new double[triangles][];
        Map<Integer, int[]> around = new HashMap<>();
        for (int t = 0; t < triangles; t++) {
            faces[t] = face(positions, 9 * t);
            for (int corner = 3 * t; corner < 3 * t + 3; corner++) {
                if (!given(normals, corner)) {
                    around.merge(vertices[corner], new int[] {t}, VertexNormals::joined);
                }
            }
        }
        float[] complete = new float[normals.length];
        for (int corner = 0; corner < 3 * triangles; corner++) {
            double[] sum = new double[3];
            if (given(normals, corner)) {
                add(sum, new double[] {normals[3 * corner], normals[3 * corner + 1], normals[3 * corner + 2]});
            } else {
                double[] own = faces[Math.floorDiv(corner, 3)];
                for (int t : around.get(vertices[corner])) {
                    if (dot(own, faces[t]) >= CREASE * Math.sqrt(dot(own, own) * dot(faces[t], faces[t]))) {
                        add(sum, faces[t]);
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

    private static boolean given(float[] normals, int corner) {
        float length =
                Math.abs(normals[3 * corner]) + Math.abs(normals[3 * corner + 1]) + Math.abs(normals[3 * corner + 2]);
        return length > 0 && Float.isFinite(length);
    }

    private static int[] joined(int[] some, int[] more) {
        int[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = more[0];
        return all;
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
