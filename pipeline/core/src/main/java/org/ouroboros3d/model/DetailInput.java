package org.ouroboros3d.model;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/**
 * The input image of one object for a {@link DetailModel}.
 *
 * @param image on white, {@code [1, 3, R, R]} in [-1, 1]
 * @param alpha how much of each pixel the object covers, {@code [1, 1, R, R]} in [0, 1]
 * @param view the camera that took it, at R pixels
 */
public record DetailInput(Tensor image, Tensor alpha, ViewTensors view) {
    /** Checks the shapes against each other. */
    public DetailInput {
        long[] shape = image.shape();
        if (shape.length != 4 || shape[0] != 1 || shape[1] != 3 || shape[2] != shape[3]) {
            throw new ShapeException("DetailInput", "image", "[1, 3, R, R]", shape);
        }
        long[] covered = alpha.shape();
        if (covered.length != 4
                || covered[0] != 1
                || covered[1] != 1
                || covered[2] != shape[2]
                || covered[3] != shape[3]) {
            throw new ShapeException("DetailInput", "alpha", "[1, 1, " + shape[2] + ", " + shape[3] + "]", covered);
        }
        if (view.count() != 1) {
            throw new IllegalArgumentException("one camera took the image, not " + view.count());
        }
    }
}
