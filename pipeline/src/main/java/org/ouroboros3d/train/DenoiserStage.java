package org.ouroboros3d.train;

import java.util.Map;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.svd.VaeConfig;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Trains the denoiser alone, without feedback. */
public final class DenoiserStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final VaeConfig vae;
    private final ConditioningDropout dropout;
    private final DrawSource draws;

    /** @param vae sizes of the latents */
    public DenoiserStage(
            Parameters parameters,
            TrainingModules modules,
            VaeConfig vae,
            ConditioningDropout dropout,
            DrawSource draws) {
        this.parameters = parameters;
        this.modules = modules;
        this.vae = vae;
        this.dropout = dropout;
        this.draws = draws;
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
            StepDraws drawn = draws.draws(step, batch, vae.latentChannels(), vae.downsampling());
            DiffusionTask task = new DiffusionTask(modules, batch, drawn, dropout);
            Tensor prediction;
            try (var segments = checkpoints.record()) {
                prediction = task.predict(task.noFeedback());
            }
            Tensor loss = task.loss(task.clean(prediction));
            return StepLosses.differentiated(Map.of(StepLosses.TOTAL, loss), checkpoints);
        }
    }
}
