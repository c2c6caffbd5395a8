package org.ouroboros3d.train;

import java.util.Map;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.vae.VaeConfig;

/** Trains the denoiser alone, without feedback; in part on its own trajectories if the draws say so. */
public final class DenoiserStage implements TrainingStage {
    private final Parameters parameters;
    private final TrainingModules modules;
    private final VaeConfig vae;
    private final ConditioningDropout dropout;
    private final LossWeights weights;
    private final DrawSource draws;

    /** @param vae sizes of the latents */
    public DenoiserStage(
            Parameters parameters,
            TrainingModules modules,
            VaeConfig vae,
            ConditioningDropout dropout,
            LossWeights weights,
            DrawSource draws) {
        this.parameters = parameters;
        this.modules = modules;
        this.vae = vae;
        this.dropout = dropout;
        this.weights = weights;
        this.draws = draws;
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
            StepDraws drawn = draws.draws(step, batch, vae.latentChannels(), vae.downsampling());
            DiffusionTask task = task(batch, drawn);
            Tensor prediction;
            try (var segments = checkpoints.record()) {
                prediction = task.predict(task.noFeedback());
            }
            Tensor loss = task.loss(task.clean(prediction), weights);
            return StepLosses.differentiated(Map.of(StepLosses.TOTAL, loss), lossScale, checkpoints);
        }
    }

    private DiffusionTask task(TrainingBatch batch, StepDraws drawn) {
        DiffusionTask start = new DiffusionTask(modules, batch, drawn, dropout);
        if (!drawn.onTrajectory()) {
            return start;
        }
        Tensor guess;
        try (GradMode off = GradMode.disabled()) {
            guess = start.clean(start.predict(start.noFeedback()));
        }
        return start.eulerStep(guess, drawn.sigmas());
    }
}
