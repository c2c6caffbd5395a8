package org.ouroboros3d.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.export.GenerationFiles;
import org.ouroboros3d.export.Stopwatch;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationListener;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.output.OutputFolder;
import org.ouroboros3d.output.Report;
import org.ouroboros3d.output.ResultFile;
import org.ouroboros3d.tensor.Device;

/** Makes the results of some pictures, those that are there already left out. */
final class GenerateTask implements FlatMapFunction<Iterator<Picture>, JobRow> {
    private static final long serialVersionUID = 1;
    private static final GenerationFiles.Listener QUIET = new GenerationFiles.Listener() {
        @Override
        public void frame(int done, int total) {
            // A frame takes milliseconds, and Spark shows counters when a task ends.
        }

        @Override
        public void noVideo(ResultFile file) {
            // The report lists what was chosen, and the folder shows what there is.
        }
    };

    private final GenerateSettings settings;
    private final String out;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final Counters counters;
    private final LongAccumulator steps;

    GenerateTask(
            GenerateSettings settings,
            String out,
            Broadcast<SerializableConfiguration> hadoop,
            Counters counters,
            LongAccumulator steps) {
        this.settings = settings;
        this.out = out;
        this.hadoop = hadoop;
        this.counters = counters;
        this.steps = steps;
    }

    @Override
    public Iterator<JobRow> call(Iterator<Picture> pictures) {
        JavaVersion.require();
        Device device = TaskDevice.of(TaskContext.get());
        TaskPlace place = TaskPlace.of(TaskContext.get(), device);
        SharedFolder.require(out, place.host());
        List<JobRow> rows = new ArrayList<>();
        while (pictures.hasNext()) {
            List<Work> together = new ArrayList<>();
            while (pictures.hasNext() && together.size() < settings.model().batch()) {
                Work work = new Work(pictures.next(), place);
                work.start(device);
                together.add(work);
            }
            for (Work work : together) {
                JobRow row = work.finish();
                counters.count(row.outcome());
                rows.add(row);
            }
        }
        return rows.iterator();
    }

    /** One picture on its way. */
    private final class Work {
        private final Picture picture;
        private final TaskPlace place;
        private final Path folder;
        private final Stopwatch stopwatch = new Stopwatch();
        private Optional<JobRow> row = Optional.empty();
        private Ouroboros3D model;
        private GenerationOptions options;
        private Image object;
        private CompletableFuture<Generation> generation;

        Work(Picture picture, TaskPlace place) {
            this.picture = picture;
            this.place = place;
            this.folder = Path.of(out).resolve(picture.name());
        }

        void start(Device device) {
            if (isThere()) {
                row = Optional.of(row(JobRow.Outcome.PRESENT, null, null));
                return;
            }
            model = stopwatch.time("load model", () -> ExecutorModel.get(device, settings.model()));
            options = settings.options(model.info());
            try {
                byte[] file = read();
                object = stopwatch.time("read image", () -> model.prepare(file).image());
                generation = model.submit(GenerationRequest.of(object, options)
                        .withListener(GenerationListener.of((done, total) -> steps.add(1)))
                        .withListenerExecutor(Runnable::run));
            } catch (InputException | IllegalArgumentException e) {
                row = Optional.of(failed(e.getMessage()));
            } catch (IOException e) {
                row = Optional.of(failed("it cannot be read (" + e + ")"));
            }
        }

        private boolean isThere() {
            return Files.exists(folder.resolve(ResultFile.REPORT.fileName()));
        }

        private byte[] read() throws IOException {
            org.apache.hadoop.fs.Path path = picture.path();
            try (InputStream in = path.getFileSystem(hadoop.value().value()).open(path)) {
                return in.readAllBytes();
            }
        }

        JobRow finish() {
            return row.orElseGet(this::write);
        }

        private JobRow write() {
            Generation made = await();
            try (OutputFolder results = OutputFolder.create(folder, false)) {
                stopwatch.addAll(made.stageSeconds());
                Report report = new GenerationFiles(results, settings.choice(), QUIET, stopwatch)
                        .write(picture.shown(), object, model, options, made);
                return row(
                        JobRow.Outcome.MADE,
                        null,
                        new JobRow.Figures(
                                options.seed(),
                                report.gaussians(),
                                report.cost().totalSeconds(),
                                report.cost().stageSeconds()));
            } catch (InputException e) {
                // Another attempt at the same task may have been faster: its bytes are the same, and stay.
                return isThere() ? row(JobRow.Outcome.PRESENT, null, null) : failed(e.getMessage());
            }
        }

        private Generation await() {
            try {
                return generation.get();
            } catch (InterruptedException e) {
                generation.cancel(true);
                Thread.currentThread().interrupt();
                throw new CancellationException("the task was stopped");
            } catch (ExecutionException e) {
                throw new IllegalStateException(picture.location() + ": its generation failed", e.getCause());
            }
        }

        private JobRow failed(String reason) {
            return row(JobRow.Outcome.FAILED, reason, null);
        }

        private JobRow row(JobRow.Outcome outcome, String reason, JobRow.Figures figures) {
            return new JobRow(picture.location(), picture.name(), outcome, reason, figures, place);
        }
    }
}
