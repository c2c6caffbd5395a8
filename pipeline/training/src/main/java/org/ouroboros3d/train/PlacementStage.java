package org.ouroboros3d.train;

import java.util.Map;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Teaches a reconstructor to answer with {@link PixelGaussians}, for {@link ReconstructorStage} to go on from. Nothing is
 * rendered, so its steps cost a fraction of that stage's.
 */
public final class PlacementStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final PixelGaussians target;

    /** @param target what the reconstructor shall answer with */
    public PlacementStage(Parameters parameters, TrainingModules modules, PixelGaussians target) {
        this.parameters = parameters;
        this.modules = modules;
        this.target = target;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public StepLosses accumulate(TrainingBatch batch, long step, double lossScale) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled();
                GradientCheckpoints checkpoints = modules.checkpoints()) {
            Tensor gaussians;
            try (var segments = checkpoints.record()) {
                gaussians = modules.reconstructClean(batch);
            }
            Map<String, Tensor> losses = Map.of(StepLosses.TOTAL, target.distance(gaussians, batch));
            return StepLosses.differentiated(losses, lossScale, checkpoints);
        }
    }
}
