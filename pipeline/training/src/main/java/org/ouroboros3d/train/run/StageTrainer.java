package org.ouroboros3d.train.run;

import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.MovingAverage;
import org.ouroboros3d.train.Parameters;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.train.TrainingStage;

/** A stage of a model with everything that its steps need. */
public final class StageTrainer implements AutoCloseable {
    private final TensorScope owned = TensorScope.detached();
    private final TrainingStage stage;
    private final Trainer trainer;

    /**
     * Starts before the first step.
     *
     * @param config of the run
     * @param model whose parameters are trained
     * @param source of the samples
     */
    public StageTrainer(TrainingConfig config, TrainableModel model, BatchSource source) {
        OptimizerConfig optimizer = config.optimizer();
        boolean built = false;
        try {
            stage = new Objectives(config, owned).stage(model, source.frames());
            Parameters parameters = stage.parameters();
            trainer = new Trainer(
                    stage,
                    source,
                    config.batching(),
                    config.learningRates(),
                    new AdamW(
                            parameters,
                            optimizer.beta1(),
                            optimizer.beta2(),
                            optimizer.weightDecay(),
                            optimizer.clip()),
                    new MovingAverage(parameters, optimizer.emaDecay()),
                    config.autocast().lossScale());
            built = true;
        } finally {
            if (!built) {
                owned.close();
            }
        }
    }

    /** {@return what takes the steps} */
    public Trainer trainer() {
        return trainer;
    }

    /** {@return what is trained} */
    public Parameters parameters() {
        return stage.parameters();
    }

    @Override
    public void close() {
        trainer.close();
        stage.close();
        owned.close();
    }
}
