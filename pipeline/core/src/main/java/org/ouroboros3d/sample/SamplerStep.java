package org.ouroboros3d.sample;

import java.util.Optional;
import org.ouroboros3d.model.RenderedViews;
import org.ouroboros3d.tensor.Tensor;

/**
 * What one denoising step has computed; the tensors are valid until the observer returns.
 *
 * @param index of the step, from 0
 * @param guided v after guidance, {@code [B, V, C, h, w]}
 * @param predOriginalSample the clean latents that the step predicts, of the same shape
 * @param prevSample the latents at the next noise level, of the same shape
 * @param reconstruction what was made of the prediction, empty where the step did not reconstruct
 */
public record SamplerStep(
        int index,
        Tensor guided,
        Tensor predOriginalSample,
        Tensor prevSample,
        Optional<Reconstruction> reconstruction) {
    /**
     * The 3D model of one step.
     *
     * @param decoded the predicted views {@code [B, V, 3, S, S]}, nominally in [-1, 1] and not clamped
     * @param gaussians {@code [B, N, 14]}
     * @param rendered the Gaussians in all views
     */
    public record Reconstruction(Tensor decoded, Tensor gaussians, RenderedViews rendered) {}

    /** Is given every step as it ends. */
    @FunctionalInterface
    public interface Observer {
        /** Looks at a step; throwing stops the run. */
        void observe(SamplerStep step);
    }
}
