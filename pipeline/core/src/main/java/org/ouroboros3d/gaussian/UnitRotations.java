package org.ouroboros3d.gaussian;

/**
 * Gaussians whose quaternions are of length one, as every file format wants them. The rasterizer does not normalize, and
 * for a quaternion of another length its matrix is no rotation; such Gaussians get the axes of the same covariance.
 */
public final class UnitRotations {
    private UnitRotations() {}

    /** {@return the same covariances with unit quaternions; the same object where all are of length one} */
    public static GaussianCloud of(GaussianCloud cloud) {
        float[] scales = null;
        float[] quats = null;
        float[] axes = new float[CovarianceAxes.COMPONENTS];
        for (int i = 0; i < cloud.count(); i++) {
            if (!CovarianceAxes.write(cloud, i, axes)) {
                continue;
            }
            if (scales == null) {
                scales = cloud.scales().clone();
                quats = cloud.quats().clone();
            }
            System.arraycopy(axes, 0, scales, 3 * i, 3);
            System.arraycopy(axes, 3, quats, 4 * i, 4);
        }
        return scales == null
                ? cloud
                : new GaussianCloud(cloud.means(), cloud.opacities(), scales, quats, cloud.colors(), cloud.sh());
    }
}
