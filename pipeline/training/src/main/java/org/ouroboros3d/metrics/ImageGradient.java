package org.ouroboros3d.metrics;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Gradients of the luma of RGB images by Sobel's operator, divided by 8 so that a ramp that rises by s each pixel has the
 * gradient s. Luma is that of Rec. 601: 0.299 R + 0.587 G + 0.114 B.
 */
final class ImageGradient {
    private static final double[] LUMA = {0.299, 0.587, 0.114};
    private static final double[] SMOOTH = {1, 2, 1};
    private static final double[] DIFFERENCE = {-1, 0, 1};
    private static final int WINDOW = 3;
    private static final double SUM = 8;

    private ImageGradient() {}

    /**
     * {@return the squared magnitude of each pixel but the outermost, {@code [B, 1, H - 2, W - 2]}}
     *
     * @param images {@code [B, 3, H, W]} in [0, 1], H and W at least 3
     */
    static Tensor squared(Tensor images) {
        long[] shape = images.shape();
        if (shape.length != 4 || shape[1] != LUMA.length || shape[2] < WINDOW || shape[3] < WINDOW) {
            throw new ShapeException(
                    "ImageGradient.squared", "images", "[B, 3, H, W] with H and W at least " + WINDOW, shape);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor kernel = kernel().to(images.device()).to(images.dtype());
            Tensor gradient = Convolutions.conv2d(images, kernel, null, 1, 0);
            return scope.moveToOuter(Reductions.sum(Arithmetic.square(gradient), true, 1));
        }
    }

    /** {@return the derivatives along columns and along rows, {@code [2, 3, 3, 3]}} */
    private static Tensor kernel() {
        int window = WINDOW * WINDOW;
        float[] values = new float[2 * LUMA.length * window];
        for (int channel = 0; channel < LUMA.length; channel++) {
            for (int row = 0; row < WINDOW; row++) {
                for (int column = 0; column < WINDOW; column++) {
                    int at = channel * window + row * WINDOW + column;
                    double share = LUMA[channel] / SUM;
                    values[at] = (float) (share * SMOOTH[row] * DIFFERENCE[column]);
                    values[LUMA.length * window + at] = (float) (share * DIFFERENCE[row] * SMOOTH[column]);
                }
            }
        }
        return Tensor.of(values, 2, LUMA.length, WINDOW, WINDOW);
    }
}
