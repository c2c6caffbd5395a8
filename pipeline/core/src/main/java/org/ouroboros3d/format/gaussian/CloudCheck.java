package org.ouroboros3d.format.gaussian;

import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Looks for Gaussians that no rasterizer can draw, before they leave a reader or reach a writer. */
final class CloudCheck {
    /** Beyond any scene, and still far from overflowing float32 in the projected covariance. */
    private static final float FARTHEST = 1e9f;

    private static final float LARGEST_SCALE = 1e5f;
    private static final String REMEDY = "export it again without such Gaussians";

    private CloudCheck() {}

    /**
     * {@return the cloud itself}
     *
     * @param source the file that it is read from or written to
     * @throws InputException if it is empty, or a value of it is not finite or beyond any scene
     */
    static GaussianCloud require(String source, GaussianCloud cloud) {
        if (cloud.count() == 0) {
            throw new InputException(source, "it holds no Gaussians", "export something that can be seen");
        }
        require(source, "position", cloud.means(), cloud.count(), -FARTHEST, FARTHEST);
        require(source, "opacity", cloud.opacities(), cloud.count(), 0, 1);
        require(source, "scale", cloud.scales(), cloud.count(), 0, LARGEST_SCALE);
        require(source, "rotation", cloud.quats(), cloud.count(), -Float.MAX_VALUE, Float.MAX_VALUE);
        require(source, "color", cloud.colors(), cloud.count(), -Float.MAX_VALUE, Float.MAX_VALUE);
        require(source, "spherical harmonic", cloud.sh(), cloud.count(), -Float.MAX_VALUE, Float.MAX_VALUE);
        return cloud;
    }

    private static void require(String source, String name, float[] values, int count, float min, float max) {
        for (int k = 0; k < values.length; k++) {
            // Not the other way around: every comparison with NaN is false.
            if (!(values[k] >= min && values[k] <= max)) {
                throw new InputException(
                        source,
                        "Gaussian " + k / (values.length / count) + " has a " + name + " of " + values[k],
                        REMEDY);
            }
        }
    }
}
