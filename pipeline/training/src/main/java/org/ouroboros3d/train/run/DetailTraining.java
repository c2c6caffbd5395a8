package org.ouroboros3d.train.run;

import org.ouroboros3d.detail.DetailConfig;
import org.ouroboros3d.train.RenderSizes;

/**
 * How the detail head is trained.
 *
 * @param otherWeight of the loss of the other views beside that of the input image
 * @param depthWeight of the mean distance from the surface, in world units
 * @param network of a model that has no detail head yet
 */
public record DetailTraining(double otherWeight, double depthWeight, DetailConfig network) {
    static final DetailTraining DEFAULT = new DetailTraining(1, 1, DetailConfig.DEFAULT);

    /** Where {@code reconstructor.render_size} says nothing. */
    static final RenderSizes RENDER_SIZES = new RenderSizes(64, 128);

    /** Checks the weights. */
    public DetailTraining {
        if (!(otherWeight >= 0 && depthWeight >= 0)) {
            throw new IllegalArgumentException("detail: other_weight and depth_weight must be at least 0, got "
                    + otherWeight + " and " + depthWeight);
        }
    }
}
