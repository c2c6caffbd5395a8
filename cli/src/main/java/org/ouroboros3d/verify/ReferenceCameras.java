package org.ouroboros3d.verify;

import org.ouroboros3d.tensor.Tensor;

/**
 * The cameras of a rasterizer golden, from what the reference's rasterizer takes: transposed view matrices, transposed
 * full projections, and tangents of half the fields of view.
 */
record ReferenceCameras(Tensor viewmats, Tensor ks) {
    /** Below it, an off-centre entry recovered from a product of matrices is their rounding. */
    private static final double ROUNDING = 1e-6;

    static ReferenceCameras of(GoldenFile golden, int width, int height) {
        float[] views = golden.input("viewmatrix").toFloatArray();
        float[] projections = golden.input("projmatrix").toFloatArray();
        float[] tanX = golden.input("tanfovx").toFloatArray();
        float[] tanY = golden.input("tanfovy").toFloatArray();
        float[] viewmats = new float[16 * tanX.length];
        float[] ks = new float[9 * tanX.length];
        for (int v = 0; v < tanX.length; v++) {
            for (int i = 0; i < 16; i++) {
                viewmats[16 * v + i] = views[16 * v + 4 * (i % 4) + i / 4];
            }
            ks[9 * v] = width / (2 * tanX[v]);
            ks[9 * v + 2] = (float) (width / 2.0 * (1 + offset(viewmats, projections, v, 0)));
            ks[9 * v + 4] = height / (2 * tanY[v]);
            ks[9 * v + 5] = (float) (height / 2.0 * (1 + offset(viewmats, projections, v, 1)));
            ks[9 * v + 8] = 1;
        }
        return new ReferenceCameras(Tensor.of(viewmats, tanX.length, 4, 4), Tensor.of(ks, tanX.length, 3, 3));
    }

    /** P[axis, 2]: the full projection's column along the camera's z axis, as rotations have orthonormal rows. */
    private static double offset(float[] viewmats, float[] projections, int v, int axis) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            sum += (double) projections[16 * v + 4 * k + axis] * viewmats[16 * v + 8 + k];
        }
        return Math.abs(sum) < ROUNDING ? 0 : sum;
    }
}
