package org.ouroboros3d.lgm;

import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.geometry.PluckerRays;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Puts Gaussians on the rays of their pixels, see {@link GaussianPlacement#ALONG_RAYS}. */
final class RayPlacement {
    private static final int POSITION = 3;

    private final InputViews chosen;

    /** @param chosen the views that the network takes */
    RayPlacement(InputViews chosen) {
        this.chosen = chosen;
    }

    /**
     * {@return raw numbers whose first three are coordinates, float32 {@code [B V, 14, h, w]}}
     *
     * @param raw as the network gives them, {@code [B V, 14, h, w]}
     * @param c2w camera-to-world matrices of all views {@code [B, F, 4, 4]}
     * @param intrinsics as fractions of the image's size {@code [B, F, 3, 3]}
     */
    Tensor place(Tensor raw, Tensor c2w, Tensor intrinsics) {
        int height = Math.toIntExact(raw.size(2));
        int width = Math.toIntExact(raw.size(3));
        try (TensorScope scope = TensorScope.open()) {
            Tensor exact = raw.to(DType.FLOAT32);
            PluckerRays rays =
                    PluckerRays.cast(Geometry.CANONICAL, chosen.of(c2w), chosen.of(intrinsics), height, width);
            Tensor distances = Shapes.narrow(exact, 1, 0, 1);
            Tensor along = Arithmetic.mul(distances, channelsFirst(rays.directions()));
            Tensor positions = Arithmetic.add(channelsFirst(rays.closestToOrigin()), along);
            Tensor others = Shapes.narrow(exact, 1, POSITION, LgmConfig.OUT_CHANNELS - POSITION);
            return scope.moveToOuter(Shapes.cat(List.of(positions, others), 1));
        }
    }

    private static Tensor channelsFirst(Tensor vectors) {
        return Shapes.permute(Shapes.flatten(vectors, 0, 1), 0, 3, 1, 2);
    }
}
