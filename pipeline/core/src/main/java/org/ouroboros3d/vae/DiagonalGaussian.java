package org.ouroboros3d.vae;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * A normal distribution with independent components (diffusers' {@code DiagonalGaussianDistribution}).
 *
 * @param mean {@code [B, C, h, w]}
 * @param logvar logarithm of the variance {@code [B, C, h, w]}, in [-30, 20]
 */
public record DiagonalGaussian(Tensor mean, Tensor logvar) {
    private static final double MIN_LOGVAR = -30;
    private static final double MAX_LOGVAR = 20;

    /**
     * Splits an encoder's output; the logarithm of the variance is clamped.
     *
     * @param moments mean and logarithm of the variance {@code [B, 2 C, h, w]}
     */
    public static DiagonalGaussian ofMoments(Tensor moments) {
        List<Tensor> halves = Shapes.chunk(moments, 2, 1);
        return new DiagonalGaussian(halves.get(0), Arithmetic.clamp(halves.get(1), MIN_LOGVAR, MAX_LOGVAR));
    }

    /** {@return the most likely value, which is the mean} */
    public Tensor mode() {
        return mean;
    }

    /** {@return the standard deviation {@code [B, C, h, w]}} */
    public Tensor std() {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Arithmetic.exp(Arithmetic.mul(logvar, 0.5)));
        }
    }

    /**
     * {@return a draw {@code mean + std noise}}
     *
     * @param noise standard normal numbers {@code [B, C, h, w]}
     */
    public Tensor sample(Tensor noise) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(Arithmetic.add(mean, Arithmetic.mul(std(), noise)));
        }
    }
}
