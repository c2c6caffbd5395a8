package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Trains the reconstructor on clean views: what it is made of some of them must render as all of them. */
public final class ReconstructorStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final ImageLoss loss;
    private final Rasterizer rasterizer = Rasterizer.create();

    /** @param loss of the renderings */
    public ReconstructorStage(Parameters parameters, TrainingModules modules, ImageLoss loss) {
        this.parameters = parameters;
        this.modules = modules;
        this.loss = loss;
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
            try (BatchRendering rendering =
                    new BatchRendering(rasterizer, gaussians, batch.views(), batch.imageSize(), Ccm.CANONICAL)) {
                Map<String, Tensor> losses = new LinkedHashMap<>();
                losses.put(StepLosses.TOTAL, loss.of(rendering.color(), batch.targets()));
                Autograd.backward(losses.get(StepLosses.TOTAL));
                List<Tensor> roots = new ArrayList<>();
                List<Tensor> gradients = new ArrayList<>();
                rendering.collect(roots, gradients);
                Autograd.backward(roots, gradients);
                checkpoints.backward();
                return StepLosses.read(losses);
            }
        }
    }

    @Override
    public void close() {
        rasterizer.close();
    }
}
