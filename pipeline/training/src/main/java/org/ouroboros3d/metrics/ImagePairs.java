package org.ouroboros3d.metrics;

import java.util.Arrays;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/** What every measure of two batches asks of them. */
final class ImagePairs {
    private ImagePairs() {}

    static void requireSameShape(String operation, Tensor preds, Tensor target) {
        if (!Arrays.equals(preds.shape(), target.shape())) {
            throw new ShapeException(operation, "preds", Arrays.toString(target.shape()), preds.shape());
        }
    }
}
