package org.ouroboros3d.train;

import org.ouroboros3d.raster.Rasterizer;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;

/** Trains denoiser and reconstructor together, see {@link JointPass}. */
public final class JointStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final VaeConfig vae;
    private final JointObjective objective;
    private final DrawSource draws;
    private final Rasterizer rasterizer = Rasterizer.create();

    /** @param vae sizes of the latents */
    public JointStage(
            Parameters parameters, TrainingModules modules, VaeConfig vae, JointObjective objective, DrawSource draws) {
        this.parameters = parameters;
        this.modules = modules;
        this.vae = vae;
        this.objective = objective;
        this.draws = draws;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public StepLosses accumulate(TrainingBatch batch, long step, double lossScale) {
        try (TensorScope scope = TensorScope.open()) {
            StepDraws drawn = draws.draws(step, batch, vae.latentChannels(), vae.downsampling());
            try (JointPass pass = new JointPass(modules, rasterizer, batch, drawn, objective)) {
                pass.backward(lossScale);
                return pass.losses();
            }
        }
    }

    @Override
    public void close() {
        rasterizer.close();
    }
}
