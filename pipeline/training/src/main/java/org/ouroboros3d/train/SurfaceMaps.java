package org.ouroboros3d.train;

import java.util.Arrays;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/**
 * What is known of the surfaces that views show.
 *
 * @param depths along the camera's axis, the mean of what a pixel shows, 0 where it shows nothing, [B, F, H, W]
 * @param alphas how much of a pixel the object covers, [B, F, H, W] in [0, 1]
 */
public record SurfaceMaps(Tensor depths, Tensor alphas) {
    /** Checks that both maps are of the same pixels. */
    public SurfaceMaps {
        if (!Arrays.equals(depths.shape(), alphas.shape())) {
            throw new ShapeException("SurfaceMaps", "alphas", Arrays.toString(depths.shape()), alphas.shape());
        }
    }
}
