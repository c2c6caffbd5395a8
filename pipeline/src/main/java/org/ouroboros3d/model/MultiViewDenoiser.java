package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/**
 * Predicts clean views from noisy ones, given where the cameras stand and what was reconstructed a step before.
 *
 * <p>What depends on the cameras alone is computed once a run by {@link #prepareCameras}, and what depends on the
 * fed-back maps alone once a step by {@link #encodeFeedback}. Both may hold a batch of one where the latents hold
 * several: the branches of classifier-free guidance see the same cameras and the same maps.
 */
public interface MultiViewDenoiser {
    /**
     * Encodes the cameras for latents of one size.
     *
     * @param c2w camera to world in OpenCV's axes, {@code [B, F, 4, 4]}, float32
     * @param intrinsics as fractions of the image's size, {@code [B, F, 3, 3]}, float32
     * @param height rows of the latents
     * @param width columns of the latents
     * @return what {@link #denoise} takes; its tensors belong to the caller's scope
     */
    PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width);

    /**
     * Encodes the renderings of the last step's reconstruction.
     *
     * @param colors colours in [0, 1], {@code [B, F, 3, H, W]}, or the same after a pixel unshuffle by 8,
     *     {@code [B, F, 192, H / 8, W / 8]}; zeros at the first step
     * @param coordinates coordinate maps in [0, 1], of the same shape
     * @return what {@link #denoise} takes; its tensors belong to the caller's scope
     */
    FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates);

    /**
     * Predicts v for noisy latents.
     *
     * @param sample scaled noisy latents and the image's latents in any floating type, {@code [B, F, C, H, W]}
     * @param timesteps the time of the noise level, {@code ln(sigma) / 4}: one for all, or one for each element of the
     *     batch
     * @param encoderHiddenStates the image's embedding, {@code [B, 1, D]}
     * @param addedTimeIds the further numbers conditioned on, row by row: one row for all, or one for each element of
     *     the batch
     * @param cameras of F views, with a batch of 1 or B
     * @param feedback of F views, with a batch of 1 or B
     * @return v in the type of {@code sample}, {@code [B, F, C', H, W]}
     */
    Tensor denoise(
            Tensor sample,
            float[] timesteps,
            Tensor encoderHiddenStates,
            float[] addedTimeIds,
            PreparedCameras cameras,
            FeedbackFeatures feedback);
}
