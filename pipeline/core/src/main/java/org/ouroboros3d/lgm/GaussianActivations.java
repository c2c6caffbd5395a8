package org.ouroboros3d.lgm;

import java.util.List;
import org.ouroboros3d.geometry.Geometry;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Normalization;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Maps LGM's raw numbers to Gaussians: positions clamped to [-1, 1], opacities by the sigmoid, scales {@code 0.1
 * softplus}, rotations normalised, colours {@code 0.5 tanh + 0.5}.
 *
 * <p>{@link Geometry#OFFICIAL} divides each quaternion component by its norm over all N Gaussians of an object, as the
 * released code does in training and inference; every Gaussian is then practically aligned with the axes. {@link
 * Geometry#CANONICAL} makes each quaternion a unit one.
 */
final class GaussianActivations {
    private static final double NORM_EPS = 1e-12;
    private static final double SCALE = 0.1;

    private final int normalizedDim;

    GaussianActivations(Geometry geometry) {
        this.normalizedDim = geometry == Geometry.OFFICIAL ? 1 : 2;
    }

    /**
     * {@return float32 {@code [B, N, 14]} with {@code N = V h w}, ordered by view, row and column}
     *
     * @param raw {@code [B V, 14, h, w]}
     * @param numFrames V
     */
    Tensor forward(Tensor raw, int numFrames) {
        long objects = raw.size(0) / numFrames;
        long h = raw.size(2);
        long w = raw.size(3);
        try (TensorScope scope = TensorScope.open()) {
            // Positions and scales feed the rasterizer, which computes in float32.
            Tensor views = Shapes.reshape(raw.to(DType.FLOAT32), objects, numFrames, LgmConfig.OUT_CHANNELS, h, w);
            Tensor x = Shapes.reshape(
                    Shapes.permute(views, 0, 1, 3, 4, 2), objects, numFrames * h * w, LgmConfig.OUT_CHANNELS);
            Tensor means = Arithmetic.clamp(Shapes.narrow(x, 2, 0, 3), -1, 1);
            Tensor opacities = Activations.sigmoid(Shapes.narrow(x, 2, 3, 1));
            Tensor scales = Arithmetic.mul(Activations.softplus(Shapes.narrow(x, 2, 4, 3)), SCALE);
            Tensor quats = Normalization.normalize(Shapes.narrow(x, 2, 7, 4), normalizedDim, NORM_EPS);
            Tensor colors = Arithmetic.add(Arithmetic.mul(Activations.tanh(Shapes.narrow(x, 2, 11, 3)), 0.5), 0.5);
            return scope.moveToOuter(Shapes.cat(List.of(means, opacities, scales, quats, colors), 2));
        }
    }
}
