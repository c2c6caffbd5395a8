package org.ouroboros3d.train;

import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.tensor.Tensor;

/** Says where on its ray what a pixel shows is taken to be. */
interface PixelPoints {
    /**
     * {@return the points of all pixels of the views that a reconstructor takes}
     *
     * @param rays of the pixels, {@code [B, V, h, w]}
     * @param colors of the pixels on white, {@code [B, V, h, w, 3]} in [0, 1]
     */
    Located locate(TrainingBatch batch, PluckerRays rays, Tensor colors);

    /**
     * What is known of the pixels.
     *
     * @param positions {@code [B, V, h, w, 3]}
     * @param colors of the object, {@code [B, V, h, w, 3]} in [0, 1]
     * @param covered how much of a pixel the object covers, {@code [B, V, h, w, 1]} in [0, 1]
     * @param weights of the positions' squared errors beside those of the other numbers, {@code [B, V, h, w, 1]}
     */
    record Located(Tensor positions, Tensor colors, Tensor covered, Tensor weights) {}
}
