package org.ouroboros3d.gaussian;

/**
 * Which way x, y and z of a file point, as seen from the first camera. The two differ by a half turn about x: positions
 * become (x, -y, -z), quaternions (w, x, -y, -z), and spherical harmonics that are odd in (y, z) change their sign.
 */
public enum Axes {
    /** Right, up, back: y up and z towards the camera, as in this library, OpenGL and glTF. */
    RUB,
    /** Right, down, forward: y down and z away from the camera, as in files of INRIA's code and its viewers. */
    RDF;

    private static final float[] MEAN_SIGNS = {1, -1, -1};
    private static final float[] QUATERNION_SIGNS = {1, 1, -1, -1};

    /**
     * Signs of the coefficients of degrees 1 to 3, order -l to l: Y(x, -y, -z) = sign Y(x, y, z). Each basis function is
     * a polynomial whose terms agree in the parity of their powers of y and z together.
     */
    private static final float[] SH_SIGNS = {
        // y, z, x
        -1,
        -1,
        1,
        // xy, yz, 3z² - 1, xz, x² - y²
        -1,
        1,
        1,
        -1,
        1,
        // y(3x² - y²), xyz, y(5z² - 1), z(5z² - 3), x(5z² - 1), z(x² - y²), x(x² - 3y²)
        -1,
        1,
        -1,
        -1,
        1,
        -1,
        1
    };

    /** {@return Gaussians of the library's own axes, {@link #RUB}, in these axes; the same object where they agree} */
    public GaussianCloud fromWorld(GaussianCloud cloud) {
        return this == RUB ? cloud : halfTurn(cloud);
    }

    /** {@return Gaussians of these axes in the library's own, {@link #RUB}; the same object where they agree} */
    public GaussianCloud toWorld(GaussianCloud cloud) {
        return this == RUB ? cloud : halfTurn(cloud);
    }

    private static GaussianCloud halfTurn(GaussianCloud cloud) {
        float[] sh = cloud.sh().clone();
        int coefficients = GaussianCloud.shCoefficients(cloud.shDegree());
        for (int i = 0; i < sh.length; i++) {
            sh[i] *= SH_SIGNS[i / 3 % coefficients];
        }
        return new GaussianCloud(
                signed(cloud.means(), MEAN_SIGNS),
                cloud.opacities(),
                cloud.scales(),
                signed(cloud.quats(), QUATERNION_SIGNS),
                cloud.colors(),
                sh);
    }

    private static float[] signed(float[] values, float[] signs) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = signs[i % signs.length] * values[i];
        }
        return result;
    }
}
