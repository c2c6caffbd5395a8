package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Tensor;

/**
 * What a {@link MultiViewDenoiser} predicts from.
 *
 * @param sample scaled noisy latents and the image's latents in any floating type, {@code [B, F, C, H, W]}
 * @param times the noise level: one row for all, or one for each element of the batch
 * @param encoderHiddenStates the image's embedding, {@code [B, 1, D]}
 * @param cameras of F views, with a batch of 1 or B
 * @param feedback of F views, with a batch of 1 or B
 */
public record DenoiserInput(
        Tensor sample,
        PreparedTimes times,
        Tensor encoderHiddenStates,
        PreparedCameras cameras,
        FeedbackFeatures feedback) {}
