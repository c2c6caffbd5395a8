package org.ouroboros3d.bench;

import java.util.List;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** A denoiser that embeds the cameras twice, once for each branch of guidance. */
final class CamerasForEachBranch extends ForwardingDenoiser {
    CamerasForEachBranch(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    @Override
    public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
        try (TensorScope scope = TensorScope.open()) {
            PreparedCameras both = super.prepareCameras(
                    Shapes.cat(List.of(c2w, c2w), 0), Shapes.cat(List.of(intrinsics, intrinsics), 0), height, width);
            both.embeddings().forEach(scope::moveToOuter);
            return both;
        }
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            PreparedTimes times,
            Tensor encoderHiddenStates,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        try (TensorScope scope = TensorScope.open()) {
            PreparedCameras ofBatch = new PreparedCameras(Frames.firstOf(cameras.embeddings(), sample));
            return scope.moveToOuter(super.denoise(sample, times, encoderHiddenStates, ofBatch, feedback));
        }
    }
}
