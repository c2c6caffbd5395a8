package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.tensor.Device;

/** What can be seen of a run: a line for each step, pictures, and the page that shows both. */
final class RunRecord implements AutoCloseable {
    /** The page is written again after this time, beside the steps that call for it. */
    private static final long PAGE_NANOS = 20_000_000_000L;

    private final TrainingConfig config;
    private final List<StepReport> reports;
    private final MetricsLog log;
    private final BatchSource heldOut;
    private final SamplePictures pictures;
    private final TrainingPage page;
    private long pageWritten;

    /**
     * Goes on with what the folder has of the steps before.
     *
     * @param model what the pictures are of
     * @param stepsDone steps before; what the folder has of later ones is dropped
     */
    RunRecord(TrainingConfig config, RunFolder folder, AveragedModel model, Device device, long stepsDone) {
        this.config = config;
        this.reports = new ArrayList<>(MetricsLog.read(folder.metrics(), stepsDone));
        this.log = MetricsLog.open(folder.metrics(), reports);
        this.heldOut = config.data().heldOut(config.stage().imageSize(model.trained()), device);
        this.pictures =
                new SamplePictures(new SampleViews(config.stage(), model, config.seed()), heldOut, folder.samples());
        ObjectNode settings = config.decisive();
        settings.put("device", device.toString());
        this.page =
                new TrainingPage(folder, "Training " + model.trained().info().name() + ": " + config.stage(), settings);
    }

    /** Takes a step in. */
    void add(StepReport report) {
        reports.add(report);
        log.add(report);
        boolean last = report.step() == config.steps();
        boolean sampled = last || report.step() % config.sampleEvery() == 0;
        if (sampled) {
            pictures.write(report.step());
        }
        if (sampled || reports.size() == 1 || System.nanoTime() - pageWritten > PAGE_NANOS) {
            writePage("running", true);
        }
    }

    /** The run ends here. */
    void end(String status) {
        writePage(status, false);
    }

    private void writePage(String status, boolean running) {
        page.write(reports, config.steps(), status, running);
        pageWritten = System.nanoTime();
    }

    /** {@return the last step that was taken} */
    StepReport last() {
        return reports.getLast();
    }

    @Override
    public void close() {
        log.close();
        heldOut.close();
    }
}
