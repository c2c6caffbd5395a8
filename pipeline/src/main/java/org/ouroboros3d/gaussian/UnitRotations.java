package org.ouroboros3d.gaussian;

/**
 * Gaussians whose quaternions are of length one, as every file format wants them. The rasterizer does not normalize, and
 * for a quaternion of another length its matrix is no rotation; such Gaussians get the axes of the same covariance.
 */
public final class UnitRotations {
    /** Within this of length one a quaternion counts as normalized, so that it round-trips to the bit. */
    static final double UNIT = 1e-6;

    private UnitRotations() {}

    /** {@return the same covariances with unit quaternions; the same object where all are of length one} */
    public static GaussianCloud of(GaussianCloud cloud) {
        float[] scales = null;
        float[] quats = null;
        for (int i = 0; i < cloud.count(); i++) {
            if (isUnit(cloud.quats(), i)) {
                continue;
            }
            if (scales == null) {
                scales = cloud.scales().clone();
                quats = cloud.quats().clone();
            }
            bake(scales, quats, i);
        }
        return scales == null
                ? cloud
                : new GaussianCloud(cloud.means(), cloud.opacities(), scales, quats, cloud.colors(), cloud.sh());
    }

    private static boolean isUnit(float[] quats, int i) {
        double length = 0;
        for (int k = 4 * i; k < 4 * i + 4; k++) {
            length += (double) quats[k] * quats[k];
        }
        return Math.abs(length - 1) <= UNIT;
    }

    private static void bake(float[] scales, float[] quats, int i) {
        CovarianceAxes axes = new CovarianceAxes(
                scales[3 * i],
                scales[3 * i + 1],
                scales[3 * i + 2],
                quats[4 * i],
                quats[4 * i + 1],
                quats[4 * i + 2],
                quats[4 * i + 3]);
        double[] quaternion = axes.quaternion();
        for (int k = 0; k < 3; k++) {
            scales[3 * i + k] = (float) axes.scale(k);
        }
        for (int k = 0; k < 4; k++) {
            quats[4 * i + k] = (float) quaternion[k];
        }
    }
}
