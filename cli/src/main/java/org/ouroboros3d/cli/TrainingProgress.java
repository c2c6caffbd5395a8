package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.train.run.StepReport;
import org.ouroboros3d.train.run.TrainingListener;

/** Shows a training run as progress of a command. */
final class TrainingProgress implements TrainingListener {
    private static final String STAGE = "Training";

    private final Progress progress;
    private int total;

    TrainingProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void started(long done, long steps) {
        total = Math.toIntExact(steps);
        progress.step(STAGE, Math.toIntExact(done), total);
    }

    @Override
    public void stepped(StepReport report) {
        String loss = String.format(Locale.ROOT, "loss %.4g", report.losses().total());
        progress.step(STAGE, Math.toIntExact(report.step()), total, loss);
    }

    @Override
    public void noticed(String text) {
        progress.notice(text);
    }
}
