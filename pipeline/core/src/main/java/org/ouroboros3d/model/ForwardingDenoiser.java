package org.ouroboros3d.model;

import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/** A denoiser that hands every call to another, for those that change some of them. */
public abstract class ForwardingDenoiser implements MultiViewDenoiser {
    private final MultiViewDenoiser denoiser;

    /** Hands calls to {@code denoiser}. */
    protected ForwardingDenoiser(MultiViewDenoiser denoiser) {
        this.denoiser = denoiser;
    }

    @Override
    public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
        return denoiser.prepareCameras(c2w, intrinsics, height, width);
    }

    @Override
    public PreparedTimes prepareTimes(Device device, float[] timesteps, float[] addedTimeIds) {
        return denoiser.prepareTimes(device, timesteps, addedTimeIds);
    }

    @Override
    public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
        return denoiser.encodeFeedback(colors, coordinates);
    }

    @Override
    public Tensor denoise(DenoiserInput input) {
        return denoiser.denoise(input);
    }
}
