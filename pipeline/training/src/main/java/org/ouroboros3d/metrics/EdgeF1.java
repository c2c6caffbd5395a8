package org.ouroboros3d.metrics;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Comparison;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Agreement of edges: the harmonic mean of precision and recall of edge pixels, as boundaries are scored (Martin et al.
 * 2004), by dilation instead of by matching (Perazzi et al. 2016).
 *
 * <p>A pixel is an edge where the gradient of luma by Sobel's operator, divided by 8, is {@value #THRESHOLD} a pixel at
 * least, as beside a step of 0.2; the outermost pixels are left out, and edges are not thinned. Precision is the share of
 * the prediction's edge pixels that have one of the truth among themselves and their eight neighbors, recall the share of
 * the truth's that have one of the prediction. Pixels of all images are counted together.
 */
public final class EdgeF1 {
    /** Least magnitude of an edge's gradient, in luma of [0, 1] per pixel. */
    public static final double THRESHOLD = 0.1;

    private static final int REACH = 1;

    private EdgeF1() {}

    /**
     * {@return the agreement, 0 to 1: 1 if neither has an edge, 0 if one of them alone has some}
     *
     * @param preds {@code [B, 3, H, W]} in [0, 1], H and W at least 3
     * @param target of the same shape
     */
    public static double of(Tensor preds, Tensor target) {
        ImagePairs.requireSameShape("EdgeF1.of", preds, target);
        try (TensorScope scope = TensorScope.open()) {
            Tensor predicted = edges(preds);
            Tensor expected = edges(target);
            double predictedCount = count(predicted);
            double expectedCount = count(expected);
            if (predictedCount == 0 || expectedCount == 0) {
                return predictedCount == expectedCount ? 1 : 0;
            }
            double precision = count(Arithmetic.mul(predicted, dilated(expected))) / predictedCount;
            double recall = count(Arithmetic.mul(expected, dilated(predicted))) / expectedCount;
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }
    }

    /** {@return 1 at edges and 0 elsewhere, {@code [B, 1, H - 2, W - 2]}} */
    private static Tensor edges(Tensor images) {
        return Comparison.ge(ImageGradient.squared(images), THRESHOLD * THRESHOLD)
                .to(DType.FLOAT32);
    }

    private static Tensor dilated(Tensor edges) {
        Tensor padded = Resampling.pad(edges, new long[] {REACH, REACH, REACH, REACH}, 0);
        return Resampling.maxPool2d(padded, 2 * REACH + 1, 1);
    }

    private static double count(Tensor edges) {
        return Reductions.sum(edges.to(DType.FLOAT64)).toDoubleArray()[0];
    }
}
