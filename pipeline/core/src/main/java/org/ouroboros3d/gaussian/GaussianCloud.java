package org.ouroboros3d.gaussian;

/**
 * N 3D Gaussians on the Java heap, activated: what is rendered, not what a network or a file stores. Needs no native
 * library. The arrays are the object's own and are not copied on the way in or out: whoever writes to them changes it.
 */
public final class GaussianCloud {
    /** The highest degree of spherical harmonics that a cloud can have. */
    public static final int MAX_SH_DEGREE = 3;

    /** The zeroth spherical harmonic, 1 / (2 sqrt(pi)): colors are 0.5 plus this times the coefficient of degree 0. */
    public static final float SH_C0 = 0.2820948f;

    private final float[] means;
    private final float[] opacities;
    private final float[] scales;
    private final float[] quats;
    private final float[] colors;
    private final float[] sh;

    /** As below, with the same color from everywhere. */
    public GaussianCloud(float[] means, float[] opacities, float[] scales, float[] quats, float[] colors) {
        this(means, opacities, scales, quats, colors, new float[0]);
    }

    /**
     * @param means [N, 3] world positions
     * @param opacities [N] in [0, 1]
     * @param scales [N, 3] standard deviations along the Gaussian's axes
     * @param quats [N, 4] rotations as (w, x, y, z), used by the rasterizer without normalising
     * @param colors [N, 3] RGB of degree 0, nominally in [0, 1]
     * @param sh [N, K, 3] RGB coefficients of the real spherical harmonics of degrees 1 to L, K = (L + 1)² - 1: 0, 3, 8
     *     or 15; degree by degree, orders -l to l, with INRIA's signs, where the color towards a direction is colors + Σ
     *     sh Y
     */
    public GaussianCloud(float[] means, float[] opacities, float[] scales, float[] quats, float[] colors, float[] sh) {
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
        this.sh = sh;
        requireLength("sh", sh, 3 * shCoefficients(shDegree()) * count);
    }

    /** {@return K, the number of coefficients of degrees 1 to {@code degree} for each color channel} */
    public static int shCoefficients(int degree) {
        return (degree + 1) * (degree + 1) - 1;
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

    /** {@return RGB of degree 0 [N, 3]} */
    public float[] colors() {
        return colors;
    }

    /** {@return coefficients of degrees 1 to {@link #shDegree()} [N, K, 3]} */
    public float[] sh() {
        return sh;
    }

    /** {@return the degree of the spherical harmonics, from 0 (none beside the colors) to {@link #MAX_SH_DEGREE}} */
    public int shDegree() {
        int degree = 0;
        while (degree < MAX_SH_DEGREE && 3L * shCoefficients(degree) * count() < sh.length) {
            degree++;
        }
        return degree;
    }
}
