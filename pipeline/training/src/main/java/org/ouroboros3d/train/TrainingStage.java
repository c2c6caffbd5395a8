package org.ouroboros3d.train;

/** What a run minimises, step by step. */
public interface TrainingStage extends AutoCloseable {
    /** {@return the tensors that it trains} */
    Parameters parameters();

    /**
     * Adds the gradients of the losses of one batch to the parameters' own.
     *
     * @param batch on the device of the model
     * @param step the number that the random draws depend on
     * @param lossScale what the gradients are multiplied by, see {@link LossScale}
     * @return the losses, unscaled
     */
    StepLosses accumulate(TrainingBatch batch, long step, double lossScale);

    /** Frees what the stage has made, which is nothing for most; the parameters belong to the model. */
    @Override
    default void close() {}
}
