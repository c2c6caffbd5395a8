package org.ouroboros3d.train.run;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

/**
 * A run from its first step, or from a checkpoint, to its last: steps, checkpoints, metrics and the trained model in one
 * folder. Everything happens on the calling thread, which must be a platform thread.
 */
public final class TrainingRun {
    private final TrainingConfig config;
    private final RunFolder folder;
    private final Device device;
    private final TrainingListener listener;
    private double seconds;
    private long savedStep;

    /**
     * Prepares; nothing is read or written yet.
     *
     * @param device that trains
     */
    public TrainingRun(TrainingConfig config, RunFolder folder, Device device, TrainingListener listener) {
        this.config = config;
        this.folder = folder;
        this.device = device;
        this.listener = listener;
    }

    /**
     * Trains.
     *
     * @param resume go on from the folder's newest checkpoint
     * @return the last step
     * @throws CancellationException if the thread is interrupted; the steps that are done have been saved then
     * @throws TrainingException if the run cannot begin or go on
     * @throws org.ouroboros3d.format.WeightsException if the model cannot be read
     */
    public StepReport run(boolean resume) {
        try {
            folder.prepare(resume);
            return train(resume);
        } catch (UncheckedIOException e) {
            throw new TrainingException(
                    TrainingException.Reason.STORAGE,
                    e.getMessage() + lastGood() + "; free space or check permissions, then go on with --resume",
                    e);
        }
    }

    private StepReport train(boolean resume) {
        try (TensorScope scope = TensorScope.open();
                TrainableModel model = StartingModel.open(config, device);
                BatchSource source = source(model.info().imageSize());
                StageTrainer stage = new StageTrainer(config, model, source);
                AveragedModel averaged =
                        new AveragedModel(model, stage.trainer().averages())) {
            Trainer trainer = stage.trainer();
            RunState state = new RunState(config, model, trainer, folder.checkpoints());
            noticePerceptualLoss();
            if (resume) {
                seconds = state.restore(listener::noticed);
                savedStep = trainer.steps();
            }
            listener.started(trainer.steps(), config.steps());
            try (RunRecord seen = new RunRecord(config, folder, averaged, device, trainer.steps())) {
                steps(trainer, state, averaged, seen);
                return seen.last();
            }
        }
    }

    /** Samples of the model's size, or larger ones that are shrunk to it where renderings are compared with more pixels. */
    private BatchSource source(int size) {
        if (config.stage() != StageKind.RECONSTRUCTOR) {
            return config.data().training(size, device, listener::noticed);
        }
        return config.reconstructor()
                .renderSizes()
                .map(sizes -> Math.max(size, sizes.max()))
                .<BatchSource>map(
                        large -> new ShrunkBatches(config.data().training(large, device, listener::noticed), size))
                .orElseGet(() -> config.data().training(size, device, listener::noticed));
    }

    private void noticePerceptualLoss() {
        LossConfig loss = config.loss();
        if (config.stage().comparesPictures() && loss.lpips().isEmpty()) {
            listener.noticed("no LPIPS weights are given: pictures are compared by " + loss.withoutLpips()
                    + " instead of LPIPS");
        }
    }

    private void steps(Trainer trainer, RunState state, AveragedModel averaged, RunRecord seen) {
        ModelExport export = new ModelExport(config, averaged, device, folder.model());
        try {
            while (trainer.steps() < config.steps()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("stopped after step " + trainer.steps());
                }
                StepReport report = trainer.step();
                seconds += report.seconds();
                seen.add(report);
                listener.stepped(report);
                if (report.step() % config.checkpointEvery() == 0 && report.step() < config.steps()) {
                    save(trainer, state);
                    if (config.exportEvery()) {
                        export.write(report, seconds);
                    }
                }
            }
            if (savedStep < trainer.steps()) {
                save(trainer, state);
            }
            export.write(seen.last(), seconds);
            seen.end("finished");
        } catch (CancellationException e) {
            saveInterrupted(trainer, state, seen);
            throw e;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ClosedByInterruptException) {
                saveInterrupted(trainer, state, seen);
                throw (CancellationException) new CancellationException("stopped while writing").initCause(e);
            }
            throw e;
        } catch (TrainingException e) {
            seen.end("failed: " + e.getMessage());
            throw new TrainingException(e.reason(), e.getMessage() + remedy(), e);
        }
    }

    private void save(Trainer trainer, RunState state) {
        Path file = state.save(seconds);
        savedStep = trainer.steps();
        listener.saved(file);
    }

    /** A file cannot be written by a thread that is interrupted, so the interruption waits. */
    private void saveInterrupted(Trainer trainer, RunState state, RunRecord seen) {
        boolean interrupted = Thread.interrupted();
        try {
            if (savedStep < trainer.steps()) {
                save(trainer, state);
            }
            seen.end("stopped");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String remedy() {
        return lastGood() + ". Begin a new run with a lower learning_rate or clip, or a longer warm-up"
                + (savedStep > 0 && config.exportEvery() ? ", from " + folder.model() + " with --model" : "");
    }

    private String lastGood() {
        return savedStep == 0
                ? "; no checkpoint was written yet"
                : "; the checkpoint of step " + savedStep + " is kept in " + folder.checkpoints();
    }
}
