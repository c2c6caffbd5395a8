package org.ouroboros3d.gaussian;

/**
 * N 3D Gaussians on the Java heap, activated: what is rendered, not what a network or a file stores. Needs no native
 * library. The arrays are the object's own and are not copied on the way in or out: whoever writes to them changes it.
 */
public final class GaussianCloud {
    private final float[] means;
    private final float[] opacities;
    private final float[] scales;
    private final float[] quats;
    private final float[] colors;

    /**
     * @param means [N, 3] world positions
     * @param opacities [N] in [0, 1]
     * @param scales [N, 3] standard deviations along the Gaussian's axes
     * @param quats [N, 4] rotations as (w, x, y, z), used by the rasterizer without normalising
     * @param colors [N, 3] RGB, nominally in [0, 1]
     */
    public GaussianCloud(float[] means, float[] opacities, float[] scales, float[] quats, float[] colors) {
        int count = opacities.length;
        requireLength("means", means, 3 * count);
        requireLength("scales", scales, 3 * count);
        requireLength("quats", quats, 4 * count);
        requireLength("colors", colors, 3 * count);
        this.means = means;
        this.opacities = opacities;
        this.scales = scales;
        this.quats = quats;
        this.colors = colors;
    }

    private static void requireLength(String name, float[] values, int expected) {
        if (values.length != expected) {
            throw new IllegalArgumentException(name + " holds " + values.length + " values instead of " + expected);
        }
    }

    /** {@return N} */
    public int count() {
        return opacities.length;
    }

    /** {@return world positions [N, 3]} */
    public float[] means() {
        return means;
    }

    /** {@return opacities [N] in [0, 1]} */
    public float[] opacities() {
        return opacities;
    }

    /** {@return standard deviations [N, 3]} */
    public float[] scales() {
        return scales;
    }

    /** {@return rotations [N, 4] as (w, x, y, z)} */
    public float[] quats() {
        return quats;
    }

    /** {@return RGB [N, 3]} */
    public float[] colors() {
        return colors;
    }
}
