package org.ouroboros3d.model;

import java.util.function.UnaryOperator;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * What a denoiser has computed of noise levels and of the added time ids; known before a run's first step.
 *
 * @param embeddings the denoiser's own, {@code [N, T]}: a row for each noise level
 */
public record PreparedTimes(Tensor embeddings) {
    /** {@return one noise level: a view in the innermost scope} */
    public PreparedTimes row(int index) {
        return map(all -> Shapes.narrow(all, 0, index, 1));
    }

    /** {@return the same with another tensor} */
    public PreparedTimes map(UnaryOperator<Tensor> change) {
        return new PreparedTimes(change.apply(embeddings));
    }

    /**
     * Requires one row for all samples of a batch, or one for each.
     *
     * @param operation what was called, e.g. {@code UNet.forward}
     * @param batch number of samples
     * @throws ShapeException if there is another number of rows
     */
    public void requireRows(String operation, long batch) {
        long[] shape = embeddings.shape();
        if (shape[0] != 1 && shape[0] != batch) {
            String expected = "[1, T] for all samples or [" + batch + ", T] with a row for each";
            throw new ShapeException(operation, "times", expected, shape);
        }
    }
}
