package org.ouroboros3d.train.run;

import java.util.Optional;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.SingleProcess;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.AdamW;
import org.ouroboros3d.train.MovingAverage;
import org.ouroboros3d.train.Parameters;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.train.TrainingStage;
import org.ouroboros3d.train.parallel.DataParallel;

/** A stage of a model with everything that its steps need. */
public final class StageTrainer implements AutoCloseable {
    private final TensorScope owned = TensorScope.detached();
    private final TrainingStage stage;
    private final Trainer trainer;
    private final DataParallel parallel;

    /** Starts before the first step, in this process alone. */
    public StageTrainer(TrainingConfig config, TrainableModel model, BatchSource source) {
        this(config, model, source, new SingleProcess());
    }

    /**
     * Starts before the first step.
     *
     * @param config of the run
     * @param model whose parameters are trained
     * @param source of the samples
     * @param ranks that train together, which this does not close
     */
    public StageTrainer(TrainingConfig config, TrainableModel model, BatchSource source, Collective ranks) {
        OptimizerConfig optimizer = config.optimizer();
        boolean built = false;
        try {
            stage = new Objectives(config, owned).stage(model, source.frames());
            Parameters parameters = stage.parameters();
            parallel = new DataParallel(
                    ranks, config.parallel().zero(), config.parallel().wire().type(), parameters);
            trainer = new Trainer(
                    stage,
                    source,
                    config.batching(),
                    config.learningRates(),
                    new AdamW(
                            parallel.optimized(),
                            optimizer.betas().get(0),
                            optimizer.betas().get(1),
                            optimizer.weightDecay(),
                            optimizer.clip()),
                    ranks.rank() == 0
                            ? Optional.of(new MovingAverage(parameters, optimizer.emaDecay()))
                            : Optional.empty(),
                    config.lossScale(),
                    parallel);
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

    /** {@return what ranks do together} */
    public DataParallel parallel() {
        return parallel;
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
