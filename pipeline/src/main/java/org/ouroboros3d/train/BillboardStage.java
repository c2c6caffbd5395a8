package org.ouroboros3d.train;

import java.util.Map;
import org.ouroboros3d.model.Reconstructor;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Teaches a reconstructor with random weights to answer with {@link Billboards}, for {@link ReconstructorStage} to go on
 * from. Nothing is rendered, so its steps cost a fraction of that stage's.
 */
public final class BillboardStage implements TrainingStage {
    private final Parameters parameters;
    private final Reconstructor reconstructor;
    private final Billboards billboards;

    /** @param numFrames views that the reconstructor takes */
    public BillboardStage(Parameters parameters, Reconstructor reconstructor, int numFrames) {
        this.parameters = parameters;
        this.reconstructor = reconstructor;
        this.billboards = new Billboards(numFrames);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public StepLosses accumulate(TrainingBatch batch, long step) {
        try (TensorScope scope = TensorScope.open();
                GradMode recording = GradMode.enabled()) {
            Tensor gaussians = reconstructor.reconstruct(
                    batch.images(), batch.c2w(), batch.intrinsics(), ReconstructorStage.CLEAN_TIMESTEP);
            return StepLosses.differentiated(Map.of(StepLosses.TOTAL, billboards.distance(gaussians, batch)));
        }
    }
}
