package org.ouroboros3d.gaussian;

import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * 3D smoothing filter of Mip-Splatting (Yu et al. 2023, arXiv:2311.16493, equation 9): a low-pass filter that limits
 * Gaussians to the resolution of the views that they were made from, so that pictures of more pixels show no gaps between
 * them.
 *
 * <p>The covariance of each Gaussian grows by {@code (z / (2 f))² I}, where f is the focal length in pixels and z the
 * depth of the Gaussian: half a pixel as the standard deviation, a variance of 0.25 pixels² where the paper's code has
 * 0.2. The view is the one with the smallest pixels at the Gaussian, as in the paper: detail that any view resolves is
 * kept.
 *
 * <p>Opacities stay as they are. The paper scales them by {@code sqrt(|Σ| / |Σ'|)} because Mip-Splatting trains with the
 * filter. Here it replaces the 0.3 pixels² that the rasterizer adds to every projected covariance, which does not scale
 * opacities either (see {@code RenderSettings.antialiased}) and becomes small in the world as the resolution grows. A
 * Gaussian that lost opacity would be more transparent in a large picture than in training.
 */
public final class SmoothingFilter {
    /** Standard deviation in pixels. */
    private static final double PIXELS = 0.5;

    private final double[][] poses;
    private final double[] pixelAtUnitDepth;

    /**
     * Takes the views whose resolution counts.
     *
     * @param cameras of the views
     * @param size width and height of each view in pixels, at least 1
     */
    public SmoothingFilter(Cameras cameras, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a view is at least 1 pixel wide and high, not " + size);
        }
        poses = new double[cameras.views()][];
        pixelAtUnitDepth = new double[cameras.views()];
        for (int v = 0; v < poses.length; v++) {
            Intrinsics intrinsics = cameras.intrinsics(v);
            poses[v] = cameras.cameraToWorld(v);
            pixelAtUnitDepth[v] = 1 / (Math.max(intrinsics.fx(), intrinsics.fy()) * size);
        }
    }

    /**
     * {@return the filtered Gaussians} Where quaternions are not of length one, scales and quaternions are those of the
     * covariance that the rasterizer makes of them. Gaussians behind all cameras keep their covariance.
     *
     * @param cloud is not changed; the result shares its positions, opacities and colors
     */
    public GaussianCloud apply(GaussianCloud cloud) {
        float[] scales = new float[3 * cloud.count()];
        float[] quats = new float[4 * cloud.count()];
        float[] axes = new float[CovarianceAxes.COMPONENTS];
        for (int i = 0; i < cloud.count(); i++) {
            CovarianceAxes.write(cloud, i, axes);
            double width = PIXELS * pixel(cloud.means(), 3 * i);
            for (int k = 0; k < 3; k++) {
                scales[3 * i + k] = (float) Math.sqrt((double) axes[k] * axes[k] + width * width);
            }
            System.arraycopy(axes, 3, quats, 4 * i, 4);
        }
        return new GaussianCloud(cloud.means(), cloud.opacities(), scales, quats, cloud.colors());
    }

    /** {@return the width of the smallest pixel at a point, in world units; 0 behind all cameras} */
    private double pixel(float[] means, int offset) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int v = 0; v < poses.length; v++) {
            double depth = 0;
            for (int k = 0; k < 3; k++) {
                depth += poses[v][4 * k + 2] * (means[offset + k] - poses[v][4 * k + 3]);
            }
            if (depth > 0) {
                smallest = Math.min(smallest, depth * pixelAtUnitDepth[v]);
            }
        }
        return Double.isInfinite(smallest) ? 0 : smallest;
    }
}
