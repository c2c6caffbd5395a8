package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * A closed surface before it has normals and colors.
 */
final class Surface {
    /** Steps of smoothing, as shares of the way to the neighbors' mean. */
    private static final float INWARDS = 0.5f;

    private static final float OUTWARDS = -0.53f;

    private final float[] positions;
    private final int[] faces;

    Surface(float[] positions, int[] faces) {
        this.positions = positions;
        this.faces = faces;
    }

    /** {@return [V, 3]} */
    float[] positions() {
        return positions;
    }

    /** {@return [F, 3] indices of vertices, counterclockwise from outside} */
    int[] faces() {
        return faces;
    }

    /** {@return unit normals [V, 3], the faces' weighted by their angles (Thürmer and Wüthrich 1998)} */
    float[] normals() {
        float[] normals = new float[positions.length];
        double[] edge = new double[9];
        double[] normal = new double[3];
        for (int f = 0; f < faces.length; f += 3) {
            double[] length = new double[3];
            for (int k = 0; k < 3; k++) {
                int from = 3 * faces[f + k];
                int to = 3 * faces[f + (k + 1) % 3];
                for (int axis = 0; axis < 3; axis++) {
                    edge[3 * k + axis] = positions[to + axis] - positions[from + axis];
                    length[k] += edge[3 * k + axis] * edge[3 * k + axis];
                }
                length[k] = Math.sqrt(length[k]);
            }
            for (int axis = 0; axis < 3; axis++) {
                int b = (axis + 1) % 3;
                int c = (axis + 2) % 3;
                normal[axis] = edge[b] * edge[3 + c] - edge[c] * edge[3 + b];
            }
            double area = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
            if (area == 0) {
                continue;
            }
            for (int k = 0; k < 3; k++) {
                int before = (k + 2) % 3;
                double dot = 0;
                for (int axis = 0; axis < 3; axis++) {
                    dot -= edge[3 * k + axis] * edge[3 * before + axis];
                }
                double angle = Math.acos(Math.clamp(dot / (length[k] * length[before]), -1, 1));
                for (int axis = 0; axis < 3; axis++) {
                    normals[3 * faces[f + k] + axis] += (float) (angle * normal[axis] / area);
                }
            }
        }
        for (int v = 0; v < normals.length; v += 3) {
            double length = Math.sqrt((double) normals[v] * normals[v]
                    + (double) normals[v + 1] * normals[v + 1]
                    + (double) normals[v + 2] * normals[v + 2]);
            if (length > 0) {
                for (int axis = 0; axis < 3; axis++) {
                    normals[v + axis] = (float) (normals[v + axis] / length);
                }
            } else {
                normals[v + 1] = 1;
            }
        }
        return normals;
    }

    /**
     * {@return the surface smoothed without shrinking (Taubin 1995)}
     *
     * @param rounds of a step inwards and one outwards
     */
    Surface smoothed(int rounds) {
        float[] moved = positions.clone();
        float[] sums = new float[positions.length];
        int[] counts = new int[positions.length / 3];
        for (int corner = 0; corner < faces.length; corner++) {
            counts[faces[corner]]++;
        }
        for (int step = 0; step < 2 * rounds; step++) {
            Arrays.fill(sums, 0);
            for (int f = 0; f < faces.length; f += 3) {
                for (int k = 0; k < 3; k++) {
                    // On a closed surface each neighbor comes once as the next corner.
                    int at = 3 * faces[f + k];
                    int next = 3 * faces[f + (k + 1) % 3];
                    sums[at] += moved[next];
                    sums[at + 1] += moved[next + 1];
                    sums[at + 2] += moved[next + 2];
                }
            }
            float factor = step % 2 == 0 ? INWARDS : OUTWARDS;
            for (int i = 0; i < moved.length; i++) {
                moved[i] += factor * (sums[i] / counts[i / 3] - moved[i]);
            }
        }
        return new Surface(moved, faces);
    }

    /** {@return the unit normal of a face, zero if it has no area} */
    static float[] faceNormal(float[] positions, int[] faces, int at) {
        double[] u = new double[3];
        double[] v = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            u[axis] = positions[3 * faces[at + 1] + axis] - positions[3 * faces[at] + axis];
            v[axis] = positions[3 * faces[at + 2] + axis] - positions[3 * faces[at] + axis];
        }
        double x = u[1] * v[2] - u[2] * v[1];
        double y = u[2] * v[0] - u[0] * v[2];
        double z = u[0] * v[1] - u[1] * v[0];
        double length = Math.max(Math.sqrt(x * x + y * y + z * z), Double.MIN_NORMAL);
        return new float[] {(float) (x / length), (float) (y / length), (float) (z / length)};
    }
}
