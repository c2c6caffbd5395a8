package org.ouroboros3d.bench;

import java.util.List;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.ForwardingDenoiser;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.model.PreparedTimes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** A denoiser that embeds the cameras anew whenever it denoises. */
final class CamerasAtEachStep extends ForwardingDenoiser {
    CamerasAtEachStep(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    /** {@inheritDoc} They are the two matrices themselves. */
    @Override
    public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
        return new PreparedCameras(List.of(c2w.sameElements(), intrinsics.sameElements()));
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            PreparedTimes times,
            Tensor encoderHiddenStates,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        List<Tensor> matrices = cameras.embeddings();
        int height = Math.toIntExact(sample.size(3));
        int width = Math.toIntExact(sample.size(4));
        try (TensorScope scope = TensorScope.open()) {
            PreparedCameras embedded = super.prepareCameras(matrices.getFirst(), matrices.getLast(), height, width);
            return scope.moveToOuter(super.denoise(sample, times, encoderHiddenStates, embedded, feedback));
        }
    }
}
