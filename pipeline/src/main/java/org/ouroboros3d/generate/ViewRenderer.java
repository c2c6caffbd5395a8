package org.ouroboros3d.generate;

import org.ouroboros3d.tensor.Tensor;

/** Renders reconstructed Gaussians for the feedback. */
@FunctionalInterface
public interface ViewRenderer {
    /**
     * {@return the Gaussians seen from every view}
     *
     * @param gaussians {@code [1, N, 14]}: position 3, opacity 1, scale 3, rotation 4 as (w, x, y, z), colour 3
     * @param views the V cameras
     * @param size width and height of each image in pixels
     */
    RenderedViews render(Tensor gaussians, ViewTensors views, int size);

    /** Throws if something that was rendered since the last call is not right after all; may wait for the device. */
    default void verify() {}
}
