package org.ouroboros3d.train;

import java.util.Map;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Teaches a reconstructor with random weights to answer with {@link Billboards}, for {@link ReconstructorStage} to go on
 * from. Nothing is rendered, so its steps cost a fraction of that stage's.
 */
public final class BillboardStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final Billboards billboards;

    /** @param numFrames views that the reconstructor takes */
    public BillboardStage(Parameters parameters, TrainingModules modules, int numFrames) {
        this.parameters = parameters;
        this.modules = modules;
        this.billboards = new Billboards(numFrames);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public StepLosses accumulate(TrainingBatch batch, long step) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled();
                GradientCheckpoints checkpoints = modules.checkpoints()) {
            Tensor gaussians;
            try (var segments = checkpoints.record()) {
                gaussians = modules.reconstructClean(batch);
            }
            Map<String, Tensor> losses = Map.of(StepLosses.TOTAL, billboards.distance(gaussians, batch));
            return StepLosses.differentiated(losses, checkpoints);
        }
    }
}
