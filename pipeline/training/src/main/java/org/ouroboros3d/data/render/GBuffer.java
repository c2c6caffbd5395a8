package org.ouroboros3d.data.render;

import java.util.Arrays;

/** The geometry buffer of one view: depth, normal and material of each sample so far, rows from top to bottom. */
public final class GBuffer {
    /** Depth of a sample whose ray meets nothing. */
    public static final double NOTHING = Double.POSITIVE_INFINITY;

    /** Depths along the camera's axis. */
    public final double[] depth;
    /** Numbers that what is drawn gives its pieces. */
    public final int[] piece;
    /** Unit normals in the world, three a sample, on the side that the camera sees. */
    public final float[] normal;
    /** Colors in [0, 1], three a sample. */
    public final float[] color;
    /** Strengths of the highlights in [0, 1]. */
    public final float[] gloss;

    private final int size;

    GBuffer(int size) {
        this.size = size;
        int count = Math.multiplyExact(size, size);
        this.depth = new double[count];
        this.piece = new int[count];
        this.normal = new float[3 * count];
        this.color = new float[3 * count];
        this.gloss = new float[count];
    }

    /** Samples in a row, and rows. */
    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(depth, NOTHING);
    }

    /**
     * Sets the normal of a sample.
     *
     * @param sample its number
     * @param x of a vector of any length that is perpendicular to the surface, on either side of it
     * @param rays of the view
     */
    public void setNormal(int sample, double x, double y, double z, SampleRays rays) {
        double[] pose = rays.pose();
        double right = rays.x(sample % rays.size());
        double down = rays.y(sample / rays.size());
        double facing = x * (pose[2] + right * pose[0] + down * pose[1])
                + y * (pose[6] + right * pose[4] + down * pose[5])
                + z * (pose[10] + right * pose[8] + down * pose[9]);
        setUnitNormal(sample, facing > 0 ? -x : x, facing > 0 ? -y : y, facing > 0 ? -z : z);
    }

    /**
     * Sets the normal of a sample that was smoothed, which at a silhouette may lean away from the camera.
     *
     * @param smooth a vector of any length
     * @param flat perpendicular to the surface, of any length, on either side of it; {@code smooth} goes to its side
     *     that the camera sees
     */
    public void setNormal(int sample, double[] smooth, double[] flat, SampleRays rays) {
        setNormal(sample, flat[0], flat[1], flat[2], rays);
        double side = smooth[0] * normal[3 * sample]
                + smooth[1] * normal[3 * sample + 1]
                + smooth[2] * normal[3 * sample + 2];
        if (side != 0) {
            setUnitNormal(
                    sample,
                    smooth[0] * Math.signum(side),
                    smooth[1] * Math.signum(side),
                    smooth[2] * Math.signum(side));
        }
    }

    private void setUnitNormal(int sample, double x, double y, double z) {
        double scale = 1 / Math.sqrt(x * x + y * y + z * z);
        normal[3 * sample] = (float) (scale * x);
        normal[3 * sample + 1] = (float) (scale * y);
        normal[3 * sample + 2] = (float) (scale * z);
    }
}
