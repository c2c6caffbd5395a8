package org.ouroboros3d.model;

import java.util.List;
import org.ouroboros3d.tensor.Tensor;

/**
 * What a denoiser has computed of the cameras alone; constant over a run.
 *
 * @param embeddings the denoiser's own, in its own order, each with one entry for each frame, or one for each frame of each
 *     sample, along its first dimension
 */
public record PreparedCameras(List<Tensor> embeddings) {
    /** Copies the list. */
    public PreparedCameras {
        embeddings = List.copyOf(embeddings);
    }
}
