package org.ouroboros3d.model;

import java.util.List;
import org.ouroboros3d.tensor.Tensor;

/**
 * What a denoiser has computed of the fed-back maps alone; constant over the branches of guidance.
 *
 * @param levels features from the finest to the coarsest
 */
public record FeedbackFeatures(List<Tensor> levels) {
    /** Copies the list. */
    public FeedbackFeatures {
        levels = List.copyOf(levels);
    }
}
