package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.raster.Ccm;
import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Trains the reconstructor on clean views, or on some that are as poor as a denoiser's: what it is made of some of them must
 * render as all of the clean ones.
 */
public final class ReconstructorStage implements TrainingStage {
    /** Sizes are drawn from streams of their own, far from those of the degradation. */
    private static final long SIZES = 1L << 48;

    private final Parameters parameters;
    private final TrainingModules modules;
    private final ImageLoss loss;
    private final Optional<RenderSizes> renderSizes;
    private final ViewDegradation degradation;
    private final HostNoise noise;
    private final Rasterizer rasterizer = Rasterizer.create();

    /**
     * Makes the stage; nothing is computed yet.
     *
     * @param loss of the renderings
     * @param renderSizes sizes of the renderings; empty for that of the input views. The batches need images that are as
     *     large, see {@link TrainingBatch#large}
     * @param degradation of the input views
     * @param noise that sizes and degradations are drawn from
     */
    public ReconstructorStage(
            Parameters parameters,
            TrainingModules modules,
            ImageLoss loss,
            Optional<RenderSizes> renderSizes,
            ViewDegradation degradation,
            HostNoise noise) {
        this.parameters = parameters;
        this.modules = modules;
        this.loss = loss;
        this.renderSizes = renderSizes;
        this.degradation = degradation;
        this.noise = noise;
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
            ViewDegradation.Views seen = degradation.of(modules, batch, noise, step);
            Tensor gaussians;
            try (var segments = checkpoints.record()) {
                gaussians = modules.networks()
                        .reconstructor()
                        .reconstruct(seen.images(), batch.c2w(), batch.intrinsics(), seen.timesteps());
            }
            int size = renderSizes.map(sizes -> sizes.draw(noise, SIZES + step)).orElse(batch.imageSize());
            try (BatchRendering rendering =
                    new BatchRendering(rasterizer, gaussians, batch.viewsAt(size), size, Ccm.CANONICAL)) {
                Map<String, Tensor> losses = new LinkedHashMap<>();
                losses.put(StepLosses.TOTAL, loss.of(rendering.color(), batch.targets(size)));
                StepLosses.backward(losses.get(StepLosses.TOTAL), lossScale);
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
