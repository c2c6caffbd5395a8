package org.ouroboros3d.lgm;

import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The Plücker coordinates that LGM sees at every pixel.
 *
 * <p>They are {@code (o x d, d)} with true rays through pixel centres under both conventions of {@link Geometry}: the
 * released code departs from the paper in the denoiser's rays only.
 */
public final class LgmRays {
    private LgmRays() {}

    /**
     * {@return {@code [B V, 6, size, size]}}
     *
     * @param c2w camera-to-world matrices {@code [B, V, 4, 4]}
     * @param intrinsics as fractions of the image's size {@code [B, V, 3, 3]}
     * @param size height and width in pixels
     */
    public static Tensor plucker(Tensor c2w, Tensor intrinsics, int size) {
        try (TensorScope scope = TensorScope.open()) {
            PluckerRays rays = PluckerRays.cast(Geometry.CANONICAL, c2w, intrinsics, size, size);
            Tensor coordinates = rays.coordinates(Geometry.OFFICIAL); // [B, V, size, size, 6]
            return scope.moveToOuter(Shapes.permute(Shapes.flatten(coordinates, 0, 1), 0, 3, 1, 2));
        }
    }
}
