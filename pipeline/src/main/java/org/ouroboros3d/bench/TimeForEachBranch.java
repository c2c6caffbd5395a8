package org.ouroboros3d.bench;

import java.util.Arrays;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.tensor.Tensor;

/** A denoiser that is told the same time for each branch of guidance, as if they could differ. */
final class TimeForEachBranch extends ForwardingDenoiser {
    TimeForEachBranch(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            float[] timesteps,
            Tensor encoderHiddenStates,
            float[] addedTimeIds,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        float[] each = new float[Math.toIntExact(sample.size(0))];
        Arrays.fill(each, timesteps[0]);
        return super.denoise(sample, each, encoderHiddenStates, addedTimeIds, cameras, feedback);
    }
}
