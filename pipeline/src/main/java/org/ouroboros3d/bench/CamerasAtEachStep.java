package org.ouroboros3d.bench;

import java.util.List;
import org.ouroboros3d.model.FeedbackFeatures;
import org.ouroboros3d.model.MultiViewDenoiser;
import org.ouroboros3d.model.PreparedCameras;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** A denoiser that embeds the cameras anew whenever it denoises. */
final class CamerasAtEachStep implements MultiViewDenoiser {
    private final MultiViewDenoiser denoiser;

    CamerasAtEachStep(MultiViewDenoiser denoiser) {
        this.denoiser = denoiser;
    }

    /** {@inheritDoc} They are the two matrices themselves. */
    @Override
    public PreparedCameras prepareCameras(Tensor c2w, Tensor intrinsics, int height, int width) {
        return new PreparedCameras(List.of(c2w.sameElements(), intrinsics.sameElements()));
    }

    @Override
    public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
        return denoiser.encodeFeedback(colors, coordinates);
    }

    @Override
    public Tensor denoise(
            Tensor sample,
            float[] timesteps,
            Tensor encoderHiddenStates,
            float[] addedTimeIds,
            PreparedCameras cameras,
            FeedbackFeatures feedback) {
        List<Tensor> matrices = cameras.embeddings();
        int height = Math.toIntExact(sample.size(3));
        int width = Math.toIntExact(sample.size(4));
        try (TensorScope scope = TensorScope.open()) {
            PreparedCameras embedded = denoiser.prepareCameras(matrices.getFirst(), matrices.getLast(), height, width);
            return scope.moveToOuter(
                    denoiser.denoise(sample, timesteps, encoderHiddenStates, addedTimeIds, embedded, feedback));
        }
    }
}
