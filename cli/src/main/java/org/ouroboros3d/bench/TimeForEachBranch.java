package org.ouroboros3d.bench;

import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** A denoiser that is told the same time for each branch of guidance, as if they could differ. */
final class TimeForEachBranch extends ForwardingDenoiser {
    TimeForEachBranch(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            PreparedTimes times,
            Tensor encoderHiddenStates,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        try (TensorScope scope = TensorScope.open()) {
            PreparedTimes each = times.map(row -> Shapes.repeat(row, sample.size(0), 1));
            return scope.moveToOuter(super.denoise(sample, each, encoderHiddenStates, cameras, feedback));
        }
    }
}
