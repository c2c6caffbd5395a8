package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/** Refines finished Gaussians by the input image in more pixels than the loop's views have. */
public interface DetailModel {
    /** {@return width and height in pixels of the image that it takes} */
    int imageSize();

    /**
     * {@return the refined Gaussians, in the innermost scope}
     *
     * @param gaussians of one object, {@code [1, N, 14]} as a {@link Reconstructor} gives them; they are not changed
     * @param input image of the same object
     */
    Detail refine(Tensor gaussians, DetailInput input);

    /**
     * Refined Gaussians.
     *
     * @param gaussians {@code [1, N + P + Q, 14]}: the N given ones, some of them smaller or more transparent, one for each
     *     of the P pixels that show the object, and Q that a model adds elsewhere
     * @param pixels which pixels these are, row by row, {@code [P]}, int64
     * @param depths of the P Gaussians along the camera's axis, {@code [P]}, world units
     */
    record Detail(Tensor gaussians, Tensor pixels, Tensor depths) {}
}
