package org.ouroboros3d.mesh;

import java.util.Arrays;

/**
 * What one camera sees of the surface, in square pixels. Its world to camera transform and its focal length place a point
 * of the world in it.
 */
final class SurfaceView {
    /** Depth of a pixel that shows nothing. */
    static final float NOTHING = Float.POSITIVE_INFINITY;

    /** Less of a pixel than half is not covered. */
    private static final float COVERED = 0.5f;

    /** Surfaces seen at a smaller cosine are taken for one at it. */
    private static final double LEAST_COSINE = 0.1;

    /** Camera to world, 4 x 4 row-major. */
    final double[] pose;

    final float focal;
    final int size;
    /** Depths along the camera's axis, {@link #NOTHING} or NaN where the pixel mixes surfaces. */
    final float[] depth;
    /** Cosines between the rays and the surface's normal. */
    final float[] cosine;
    /** Pixels to the next pixel that shows something clearly nearer, up to {@link #reach}. */
    final byte[] margin;
    /** RGB as 0xrrggbb. */
    final int[] color;

    final int reach;

    /**
     * @param pose camera to world
     * @param focal length in pixels
     * @param reach farthest that margins are measured, pixels
     */
    SurfaceView(double[] pose, float focal, int size, int reach) {
        this.pose = pose;
        this.focal = focal;
        this.size = size;
        this.reach = reach;
        this.depth = new float[size * size];
        this.cosine = new float[size * size];
        this.margin = new byte[size * size];
        this.color = new int[size * size];
    }

    /**
     * Takes what was rendered on black.
     *
     * @param planes {@link DepthChannels}, each [H, W], weighted by alpha
     * @param weighted depths of centers, weighted by alpha
     * @param middle depth of the scene's middle
     * @param spread standard deviation of depth in a pixel that makes it a mixture
     * @param step difference of depth between neighbors that makes an edge
     */
    void fill(float[] planes, float[] alpha, float[] weighted, double middle, double spread, double step) {
        int plane = size * size;
        for (int p = 0; p < plane; p++) {
            if (!(alpha[p] >= COVERED)) {
                depth[p] = NOTHING;
            } else {
                double mean = weighted[p] / alpha[p] - middle;
                double variance = planes[DepthChannels.SQUARE * plane + p] / alpha[p] - mean * mean;
                double surface = planes[DepthChannels.PLANE * plane + p]
                        + planes[(DepthChannels.PLANE + 1) * plane + p] * (p % size + 0.5 - 0.5 * size) / focal
                        + planes[(DepthChannels.PLANE + 2) * plane + p]
                                * (Math.floorDiv(p, size) + 0.5 - 0.5 * size)
                                / focal;
                depth[p] = variance > spread * spread ? Float.NaN : (float) (surface / alpha[p] + middle);
            }
            if (alpha[p] > 0) {
                color[p] = level(planes[p] / alpha[p]) << 16
                        | level(planes[plane + p] / alpha[p]) << 8
                        | level(planes[2 * plane + p] / alpha[p]);
            }
        }
        cosines();
        margins(step);
    }

    private static int level(float value) {
        return Math.clamp(Math.round(255 * value), 0, 255);
    }

    private void cosines() {
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                int p = row * size + column;
                float d = depth[p];
                cosine[p] = 1;
                if (d < NOTHING) {
                    // Of a surface z(u, v) in pixels around the principal point the normal is (-f dz/du, -f dz/dv, z +
                    // u
                    // dz/du + v dz/dv), and the ray (u, v, f).
                    double u = column + 0.5 - 0.5 * size;
                    double v = row + 0.5 - 0.5 * size;
                    double du = slope(p, 1, column > 0, column < size - 1);
                    double dv = slope(p, size, row > 0, row < size - 1);
                    double nz = d + u * du + v * dv;
                    double length = Math.sqrt((focal * focal) * (du * du + dv * dv) + nz * nz)
                            * Math.sqrt(u * u + v * v + focal * focal);
                    double dot = focal * (nz - u * du - v * dv);
                    cosine[p] = (float) Math.clamp(dot / length, LEAST_COSINE, 1);
                }
            }
        }
    }

    /** {@return the smaller of the two differences to neighbors, which is the one on the same surface} */
    private double slope(int p, int stride, boolean before, boolean after) {
        double back = before ? depth[p] - depth[p - stride] : Double.NaN;
        double ahead = after ? depth[p + stride] - depth[p] : Double.NaN;
        boolean useBack = Double.isFinite(back) && !(Math.abs(ahead) < Math.abs(back));
        return useBack ? back : Double.isFinite(ahead) ? ahead : 0;
    }

    private void margins(double step) {
        Arrays.fill(margin, (byte) reach);
        float[] nearest = new float[depth.length];
        for (int p = 0; p < nearest.length; p++) {
            nearest[p] = Float.isNaN(depth[p]) ? NOTHING : depth[p];
        }
        float[] rows = new float[nearest.length];
        for (int ring = 1; ring < reach; ring++) {
            for (int first = 0; first < nearest.length; first += size) {
                least(nearest, first, first + size, rows);
            }
            for (int first = 0; first < nearest.length; first += size) {
                least(rows, first, nearest);
                for (int p = first; p < first + size; p++) {
                    if (nearest[p] < depth[p] - step && margin[p] == reach) {
                        margin[p] = (byte) (ring - 1);
                    }
                }
            }
        }
    }

    /** Writes the least of each value of a row and its neighbors before and after. */
    private static void least(float[] values, int from, int to, float[] result) {
        result[from] = Math.min(values[from], values[Math.min(from + 1, to - 1)]);
        for (int p = from + 1; p < to - 1; p++) {
            result[p] = Math.min(Math.min(values[p - 1], values[p + 1]), values[p]);
        }
        result[to - 1] = Math.min(values[to - 1], values[Math.max(to - 2, from)]);
    }

    /** Writes the least of each value of a row and its neighbors above and below. */
    private void least(float[] values, int first, float[] result) {
        int above = Math.max(first - size, 0);
        int below = first + size < values.length ? first + size : first;
        for (int x = 0; x < size; x++) {
            result[first + x] = Math.min(Math.min(values[above + x], values[below + x]), values[first + x]);
        }
    }
}
