package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Predicts clean views from noisy ones, given where the cameras stand and what was reconstructed a step before.
 *
 * <p>What depends on the cameras alone is computed once a run by {@link #prepareCameras}, what depends on the noise levels
 * alone once a run, for all of its steps, by {@link #prepareTimes}, and what depends on the fed-back maps alone once a step
 * by {@link #encodeFeedback}. All may hold a batch of one where the latents hold several: the branches of classifier-free
 * guidance see the same cameras, the same noise level and the same maps.
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
     * Embeds noise levels, and the further numbers that are conditioned on.
     *
     * @param device that the network computes on
     * @param timesteps the time of each noise level, {@code ln(sigma) / 4}: one for each row, or one for all
     * @param addedTimeIds the further numbers, row by row: a row for each, or one for all
     * @return a row for each noise level, as {@link #denoise} takes them; it belongs to the caller's scope
     */
    PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds);

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
     * @return v in the type of the input's sample, {@code [B, F, C', H, W]}
     */
    Tensor denoise(DenoiserInput input);
}
