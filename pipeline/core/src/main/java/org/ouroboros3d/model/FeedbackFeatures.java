package org.ouroboros3d.model;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * What a denoiser has computed of the fed-back maps alone; constant over the branches of guidance.
 *
 * @param levels features from the finest to the coarsest, each with the frames of all objects along its first dimension,
 *     object by object: {@code [B F, C, h, w]}
 */
public record FeedbackFeatures(List<Tensor> levels) {
    /** Copies the list. */
    public FeedbackFeatures {
        levels = List.copyOf(levels);
    }

    /** {@return features of other tensors, asked for from the finest to the coarsest} */
    public FeedbackFeatures map(UnaryOperator<Tensor> change) {
        return new FeedbackFeatures(levels.stream().map(change).toList());
    }

    /** {@return the same features once for each branch of guidance, {@code [2 B F, C, h, w]}, in the innermost scope} */
    public FeedbackFeatures forBothBranches() {
        return map(level -> Shapes.cat(List.of(level, level), 0));
    }
}
