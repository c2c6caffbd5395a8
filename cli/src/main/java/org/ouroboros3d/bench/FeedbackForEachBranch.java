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

/**
 * A denoiser whose adapters see the maps twice, once for each branch of guidance, as a network does that is handed a
 * doubled batch.
 */
final class FeedbackForEachBranch extends ForwardingDenoiser {
    FeedbackForEachBranch(MultiViewDenoiser denoiser) {
        super(denoiser);
    }

    @Override
    public FeedbackFeatures encodeFeedback(Tensor colors, Tensor coordinates) {
        try (TensorScope scope = TensorScope.open()) {
            FeedbackFeatures both = super.encodeFeedback(
                    Shapes.cat(List.of(colors, colors), 0), Shapes.cat(List.of(coordinates, coordinates), 0));
            both.levels().forEach(scope::moveToOuter);
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
            FeedbackFeatures ofBatch = new FeedbackFeatures(Frames.firstOf(feedback.levels(), sample));
            return scope.moveToOuter(super.denoise(sample, times, encoderHiddenStates, cameras, ofBatch));
        }
    }
}
