package org.ouroboros3d.metrics;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * How sharp images are, without a look at the truth: means over their pixels, but the outermost, of the gradient of luma
 * by Sobel's operator. PSNR and SSIM reward the mean of what might be seen, which is blurred; beside the truth's sharpness
 * a prediction's shows that.
 *
 * <p>Blur lowers {@link #gradient} where edges of opposite directions run into each other, as in texture, and leaves a lone
 * edge as it was: a step and a ramp of the same height have the same total variation. It lowers {@link #tenengrad} at every
 * edge, as squares favor steep ones.
 */
public final class Sharpness {
    private Sharpness() {}

    /**
     * {@return the mean magnitude of the gradient, per pixel: total variation by the number of pixels (Rudin, Osher and
     * Fatemi 1992)}
     *
     * @param images {@code [B, 3, H, W]} in [0, 1], H and W at least 3
     */
    public static double gradient(Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return mean(Arithmetic.sqrt(ImageGradient.squared(images)));
        }
    }

    /**
     * {@return the mean squared magnitude of the gradient, per pixel squared: Tenenbaum's measure of focus without its
     * threshold (Krotkov 1988, Pertuz et al. 2013)}
     *
     * @param images {@code [B, 3, H, W]} in [0, 1], H and W at least 3
     */
    public static double tenengrad(Tensor images) {
        try (TensorScope scope = TensorScope.open()) {
            return mean(ImageGradient.squared(images));
        }
    }

    /** In float64, as in {@link Psnr}. */
    private static double mean(Tensor values) {
        return Reductions.mean(values.to(DType.FLOAT64)).toDoubleArray()[0];
    }
}
