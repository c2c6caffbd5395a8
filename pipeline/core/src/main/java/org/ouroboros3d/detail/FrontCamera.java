package org.ouroboros3d.detail;

import org.ouroboros3d.model.ViewTensors;

/** The camera of the input image, on the host, where its pixels and the Gaussians are matched. */
final class FrontCamera {
    /** A point that is nearer to the camera's plane is not projected. */
    private static final float NEAREST = 1e-3f;

    private final float[] worldToCamera;
    private final float fx;
    private final float fy;
    private final float cx;
    private final float cy;

    FrontCamera(ViewTensors view) {
        this.worldToCamera = view.viewmats().toFloatArray();
        float[] k = view.ks().toFloatArray();
        this.fx = k[0];
        this.fy = k[4];
        this.cx = k[2];
        this.cy = k[5];
    }

    /** {@return the focal length in pixels} */
    float focal() {
        return fx;
    }

    /** {@return the depth of the origin} */
    float distance() {
        return worldToCamera[11];
    }

    /** {@return its place in the world: x, y, z} */
    float[] center() {
        float[] m = worldToCamera;
        float[] center = new float[3];
        for (int axis = 0; axis < 3; axis++) {
            center[axis] = -(m[axis] * m[3] + m[4 + axis] * m[7] + m[8 + axis] * m[11]);
        }
        return center;
    }

    /**
     * {@return what one unit of depth is in the world along each pixel's ray, {@code [P, 3]}}
     *
     * @param pixels row by row
     * @param size of the image in pixels
     * @param block width and height in pixels of the image of what counts as one pixel
     */
    float[] rays(long[] pixels, int size, int block) {
        int side = size / block;
        float[] m = worldToCamera;
        float[] rays = new float[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            float x = ((pixels[i] % side + 0.5f) * block - cx) / fx;
            float y = ((Math.floorDiv(pixels[i], side) + 0.5f) * block - cy) / fy;
            for (int axis = 0; axis < 3; axis++) {
                rays[3 * i + axis] = m[axis] * x + m[4 + axis] * y + m[8 + axis];
            }
        }
        return rays;
    }

    /** {@return the rotation from camera to world as a quaternion (w, x, y, z) of length one} */
    float[] rotation() {
        // Shepperd's method on the transposed rotation of the view matrix.
        float[] m = worldToCamera;
        double[][] r = {{m[0], m[4], m[8]}, {m[1], m[5], m[9]}, {m[2], m[6], m[10]}};
        double trace = r[0][0] + r[1][1] + r[2][2];
        double[] q = new double[4];
        if (trace > 0) {
            double s = 2 * Math.sqrt(1 + trace);
            q[0] = s / 4;
            q[1] = (r[2][1] - r[1][2]) / s;
            q[2] = (r[0][2] - r[2][0]) / s;
            q[3] = (r[1][0] - r[0][1]) / s;
        } else {
            int i = r[1][1] > r[0][0] ? 1 : 0;
            i = r[2][2] > r[i][i] ? 2 : i;
            int j = (i + 1) % 3;
            int k = (i + 2) % 3;
            double s = 2 * Math.sqrt(1 + r[i][i] - r[j][j] - r[k][k]);
            q[0] = (r[k][j] - r[j][k]) / s;
            q[1 + i] = s / 4;
            q[1 + j] = (r[j][i] + r[i][j]) / s;
            q[1 + k] = (r[k][i] + r[i][k]) / s;
        }
        return new float[] {(float) q[0], (float) q[1], (float) q[2], (float) q[3]};
    }

    /** Where points are seen: each one's pixel, that at the border for those outside of the image, and its depth. */
    static final class Projected {
        private final long[] pixels;
        private final float[] depths;

        private Projected(int points) {
            this.pixels = new long[points];
            this.depths = new float[points];
        }

        long[] pixels() {
            return pixels.clone();
        }

        float[] depths() {
            return depths.clone();
        }
    }

    /**
     * {@return where points are seen}
     *
     * @param rows numbers of which the first three of each {@code stride} are a point in the world
     * @param block width and height in pixels of the image of what counts as one pixel
     * @param size of the image in pixels
     */
    Projected project(float[] rows, int stride, int block, int size) {
        float[] m = worldToCamera;
        int side = size / block;
        Projected projected = new Projected(rows.length / stride);
        for (int i = 0; i < projected.depths.length; i++) {
            float x = rows[stride * i];
            float y = rows[stride * i + 1];
            float z = rows[stride * i + 2];
            float depth = Math.max(NEAREST, m[8] * x + m[9] * y + m[10] * z + m[11]);
            float u = fx * (m[0] * x + m[1] * y + m[2] * z + m[3]) / depth + cx;
            float v = fy * (m[4] * x + m[5] * y + m[6] * z + m[7]) / depth + cy;
            long column = Math.clamp((long) Math.floor(u / block), 0, side - 1);
            long row = Math.clamp((long) Math.floor(v / block), 0, side - 1);
            projected.pixels[i] = row * side + column;
            projected.depths[i] = depth;
        }
        return projected;
    }
}
