package org.ouroboros3d.train.run;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.collective.SingleProcess;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

/**
 * A run from its first step, or from a checkpoint, to its last: steps, checkpoints, metrics and the trained model in one
 * folder, which rank 0 alone reads and writes. Everything happens on the calling thread, which must be a platform thread.
 */
public final class TrainingRun {
    private final TrainingConfig config;
    private final RunFolder folder;
    private final Device device;
    private final TrainingListener listener;
    private final Collective ranks;
    private double seconds;
    private long savedStep;
    private boolean stopsTogether;

    /** Prepares a run of this process alone; nothing is read or written yet. */
    public TrainingRun(TrainingConfig config, RunFolder folder, Device device, TrainingListener listener) {
        this(config, folder, device, listener, new SingleProcess());
    }

    /**
     * Prepares; nothing is read or written yet.
     *
     * @param device that trains
     * @param ranks that train together, which this does not close
     */
    public TrainingRun(
            TrainingConfig config, RunFolder folder, Device device, TrainingListener listener, Collective ranks) {
        this.config = config;
        this.folder = folder;
        this.device = device;
        this.listener = listener;
        this.ranks = ranks;
    }

    /**
     * Trains.
     *
     * @param resume go on from the folder's newest checkpoint
     * @return the last step
     * @throws CancellationException if the thread of any rank is interrupted; the steps that are done have been saved then
     * @throws TrainingException if the run cannot begin or go on
     * @throws org.ouroboros3d.format.WeightsException if the model cannot be read
     * @throws org.ouroboros3d.collective.CollectiveException if another rank has died or hangs
     */
    public StepReport run(boolean resume) {
        int samples = config.batching().size();
        if (samples % ranks.size() != 0) {
            throw new TrainingException(
                    TrainingException.Reason.CONFIGURATION,
                    "a batch of " + samples + " samples cannot be divided evenly among " + ranks.size()
                            + " ranks; change batch_size, or start as many ranks as divide it");
        }
        try {
            if (isFirst()) {
                folder.prepare(resume);
            }
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
                BatchSource source = source(model);
                StageTrainer stage = new StageTrainer(config, model, source, ranks);
                AveragedModel averaged =
                        new AveragedModel(model, stage.trainer().averages())) {
            Trainer trainer = stage.trainer();
            RunState state = new RunState(config, model, stage, folder);
            RankAgreement.require(ranks, config, model, device);
            noticeRanks(trainer);
            noticePerceptualLoss();
            if (resume) {
                seconds = state.restore(listener::noticed);
                savedStep = trainer.steps();
            }
            listener.started(trainer.steps(), config.steps());
            if (!isFirst()) {
                return stepsOfOthers(trainer, state);
            }
            try (RunRecord seen = new RunRecord(config, folder, averaged, device, trainer.steps())) {
                steps(trainer, state, averaged, seen);
                return seen.last();
            }
        }
    }

    private boolean isFirst() {
        return ranks.rank() == 0;
    }

    /** Takes the same steps as rank 0, and gives it what it saves. */
    private StepReport stepsOfOthers(Trainer trainer, RunState state) {
        StepReport last = null;
        while (trainer.steps() < config.steps()) {
            if (isStopped(trainer)) {
                saveUnlessSaved(trainer, state);
                throw stopped(trainer);
            }
            last = trainer.step();
            seconds += last.seconds();
            listener.stepped(last);
            if (isTimeToSave(last)) {
                save(trainer, state);
            }
        }
        saveUnlessSaved(trainer, state);
        return last;
    }

    private boolean isTimeToSave(StepReport report) {
        return report.step() % config.checkpointEvery() == 0 && report.step() < config.steps();
    }

    private void saveUnlessSaved(Trainer trainer, RunState state) {
        if (savedStep < trainer.steps()) {
            save(trainer, state);
        }
    }

    /** Whether somebody wants any of the ranks to stop, on which all have to agree between two steps. */
    private boolean isStopped(Trainer trainer) {
        stopsTogether = trainer.anyRank(Thread.currentThread().isInterrupted());
        return stopsTogether;
    }

    private static CancellationException stopped(Trainer trainer) {
        return new CancellationException("stopped after step " + trainer.steps());
    }

    /** Samples of the model's size, or larger ones that are shrunk to it where renderings are compared with more pixels. */
    private BatchSource source(TrainableModel model) {
        int size = config.stage().imageSize(model);
        int cached = config.diffusion().cachedObjects();
        if (config.stage().diffusion() && cached > 0) {
            return new CachedBatches(
                    config.data().training(size, device, listener::noticed),
                    model.modules().networks().latentEncoder(),
                    config.seed(),
                    cached);
        }
        if (config.stage() != StageKind.RECONSTRUCTOR) {
            return samples(size);
        }
        return config.reconstructor()
                .renderSizes()
                .map(sizes -> Math.max(size, sizes.max()))
                .<BatchSource>map(large -> new ShrunkBatches(samples(large), size))
                .orElseGet(() -> samples(size));
    }

    /** This rank's samples of every batch. */
    private BatchSource samples(int size) {
        int batch = config.batching().size();
        int own = batch / ranks.size();
        return config.data().training(size, device, number -> number % batch / own == ranks.rank(), listener::noticed);
    }

    /** Launchers name a process that has died by its number. */
    private void noticeRanks(Trainer trainer) {
        if (ranks.size() > 1) {
            double[] processes = new double[ranks.size()];
            processes[ranks.rank()] = ProcessHandle.current().pid();
            listener.noticed(ranks.size() + " ranks: processes "
                    + Arrays.stream(trainer.sum(processes))
                            .mapToObj(pid -> Long.toString((long) pid))
                            .collect(Collectors.joining(", ")));
        }
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
                if (isStopped(trainer)) {
                    throw stopped(trainer);
                }
                StepReport report = trainer.step();
                seconds += report.seconds();
                seen.add(report);
                listener.stepped(report);
                if (isTimeToSave(report)) {
                    save(trainer, state);
                    if (config.exportEvery()) {
                        export.write(report, seconds);
                    }
                }
            }
            saveUnlessSaved(trainer, state);
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
        Optional<Path> file = state.save(seconds);
        savedStep = trainer.steps();
        file.ifPresent(listener::saved);
    }

    /**
     * A file cannot be written by a thread that is interrupted, so the interruption waits. A rank that was interrupted in the
     * middle of a step saves nothing: it would need the others, which are elsewhere.
     */
    private void saveInterrupted(Trainer trainer, RunState state, RunRecord seen) {
        boolean interrupted = Thread.interrupted();
        try {
            if (stopsTogether || ranks.size() == 1) {
                saveUnlessSaved(trainer, state);
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
