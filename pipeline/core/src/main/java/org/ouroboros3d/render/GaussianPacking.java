package org.ouroboros3d.render;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** The 14 numbers that a reconstructor gives for each Gaussian: position 3, opacity 1, scale 3, rotation 4, colour 3. */
public final class GaussianPacking {
    /** Numbers of one Gaussian. */
    public static final int CHANNELS = 14;

    private static final int OPACITY = 3;
    private static final int SCALE = 4;
    private static final int ROTATION = 7;
    private static final int COLOR = 11;

    private GaussianPacking() {}

    /**
     * {@return the parts as contiguous tensors, as the rasterizer reads them}
     *
     * @param gaussians of one object {@code [1, N, 14]}
     */
    public static Gaussians unpack(Tensor gaussians) {
        if (gaussians.rank() != 3 || gaussians.size(0) != 1 || gaussians.size(2) != CHANNELS) {
            throw new ShapeException("GaussianPacking.unpack", "gaussians", "[1, N, 14]", gaussians.shape());
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor rows = Shapes.squeeze(gaussians, 0);
            Tensor opacities = Shapes.contiguous(Shapes.select(rows, 1, OPACITY));
            return new Gaussians(
                    scope.moveToOuter(part(rows, 0, 3)),
                    scope.moveToOuter(opacities),
                    scope.moveToOuter(part(rows, SCALE, 3)),
                    scope.moveToOuter(part(rows, ROTATION, 4)),
                    scope.moveToOuter(part(rows, COLOR, 3)));
        }
    }

    /** {@return the 14 numbers of each Gaussian of one object, {@code [1, N, 14]}: undoes {@link #unpack}} */
    public static Tensor pack(Gaussians gaussians) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor rows = Shapes.cat(
                    List.of(
                            gaussians.means(),
                            Shapes.unsqueeze(gaussians.opacities(), 1),
                            gaussians.scales(),
                            gaussians.quats(),
                            gaussians.colors()),
                    1);
            return scope.moveToOuter(Shapes.unsqueeze(rows, 0));
        }
    }

    private static Tensor part(Tensor rows, int start, int length) {
        return Shapes.contiguous(Shapes.narrow(rows, 1, start, length));
    }
}
