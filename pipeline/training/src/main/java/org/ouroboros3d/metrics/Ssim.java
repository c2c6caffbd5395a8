package org.ouroboros3d.metrics;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Structural similarity (Wang et al. 2004), as torchmetrics' {@code StructuralSimilarityIndexMeasure} computes it:
 * Gaussian window of 11x11 with σ = 1.5, reflected borders, K1 = 0.01, K2 = 0.03, variances not below 0.
 */
public final class Ssim {
    private static final int WINDOW = 11;
    private static final int PADDING = WINDOW / 2;
    private static final double SIGMA = 1.5;
    private static final double K1 = 0.01;
    private static final double K2 = 0.03;

    private Ssim() {}

    /** Which part of the map is averaged. */
    public enum Border {
        /** All of it: torchmetrics from 1.4.2 on. */
        WHOLE,
        /** Without the outer 5 pixels: torchmetrics before 1.4.2, which the published numbers were made with. */
        CUT
    }

    /**
     * {@return the similarity at every pixel, [B, C, H, W]}
     *
     * @param preds [B, C, H, W], H and W at least 6
     * @param target of the same shape
     * @param dataRange largest minus smallest possible value
     */
    public static Tensor map(Tensor preds, Tensor target, double dataRange) {
        ImagePairs.requireSameShape("Ssim.map", preds, target);
        long[] shape = preds.shape();
        if (shape.length != 4 || shape[2] <= PADDING || shape[3] <= PADDING) {
            throw new ShapeException("Ssim.map", "preds", "[B, C, H, W] with H and W over " + PADDING, shape);
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor window = window().to(preds.device()).to(preds.dtype());
            Tensor p = padded(preds);
            Tensor t = padded(target);
            Tensor meanP = blur(p, window, shape);
            Tensor meanT = blur(t, window, shape);
            Tensor meanPp = Arithmetic.square(meanP);
            Tensor meanTt = Arithmetic.square(meanT);
            Tensor meanPt = Arithmetic.mul(meanP, meanT);
            Tensor varianceP = Activations.relu(Arithmetic.sub(blur(Arithmetic.square(p), window, shape), meanPp));
            Tensor varianceT = Activations.relu(Arithmetic.sub(blur(Arithmetic.square(t), window, shape), meanTt));
            Tensor covariance = Arithmetic.sub(blur(Arithmetic.mul(p, t), window, shape), meanPt);
            double c1 = Math.pow(K1 * dataRange, 2);
            double c2 = Math.pow(K2 * dataRange, 2);
            Tensor above = Arithmetic.mul(
                    Arithmetic.add(Arithmetic.mul(meanPt, 2), c1), Arithmetic.add(Arithmetic.mul(covariance, 2), c2));
            Tensor below = Arithmetic.mul(
                    Arithmetic.add(Arithmetic.add(meanPp, meanTt), c1),
                    Arithmetic.add(Arithmetic.add(varianceP, varianceT), c2));
            return scope.moveToOuter(Arithmetic.div(above, below));
        }
    }

    /** {@return the mean similarity of each image, [B]} */
    public static Tensor perImage(Tensor preds, Tensor target, double dataRange, Border border) {
        long height = preds.size(2);
        long width = preds.size(3);
        if (border == Border.CUT && (height <= 2 * PADDING || width <= 2 * PADDING)) {
            throw new ShapeException(
                    "Ssim.perImage", "preds", "[B, C, H, W] with H and W over " + 2 * PADDING, preds.shape());
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensor map = map(preds, target, dataRange);
            if (border == Border.CUT) {
                map = Shapes.narrow(map, 2, PADDING, height - 2 * PADDING);
                map = Shapes.narrow(map, 3, PADDING, width - 2 * PADDING);
            }
            return scope.moveToOuter(Reductions.mean(map, false, 1, 2, 3));
        }
    }

    /**
     * {@return the range that torchmetrics takes when it is given none, as the reference's evaluation does: the larger
     * of the two batches' largest minus smallest value}
     */
    public static double rangeOf(Tensor preds, Tensor target) {
        try (TensorScope scope = TensorScope.open()) {
            return Math.max(spread(preds), spread(target));
        }
    }

    private static double spread(Tensor x) {
        return Arithmetic.sub(Reductions.max(x), Reductions.min(x)).item();
    }

    /** Each channel of each image as an image of its own, with reflected borders: [B C, 1, H + 10, W + 10]. */
    private static Tensor padded(Tensor x) {
        Tensor planes = Shapes.reshape(x, x.size(0) * x.size(1), 1, x.size(2), x.size(3));
        return Resampling.padReflect(planes, new long[] {PADDING, PADDING, PADDING, PADDING});
    }

    private static Tensor blur(Tensor planes, Tensor window, long[] shape) {
        return Shapes.reshape(Convolutions.conv2d(planes, window, null, 1, 0), shape);
    }

    private static Tensor window() {
        double[] line = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            line[i] = Math.exp(-0.5 * Math.pow((i - PADDING) / SIGMA, 2));
            sum += line[i];
        }
        float[] window = new float[WINDOW * WINDOW];
        for (int i = 0; i < window.length; i++) {
            window[i] = (float) (line[i / WINDOW] * line[i % WINDOW] / (sum * sum));
        }
        return Tensor.of(window, 1, 1, WINDOW, WINDOW);
    }
}
