package org.ouroboros3d.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.train.run.BatchSource;
import org.ouroboros3d.train.run.StageKind;
import org.ouroboros3d.train.run.StageTrainer;
import org.ouroboros3d.train.run.TrainingConfig;
import org.ouroboros3d.train.run.TrainingPreset;

/** Times training steps of a model with random weights on random pictures. */
public final class TrainingBenchmark {
    private static final long SEED = 1;

    private TrainingBenchmark() {}

    /**
     * What is timed.
     *
     * @param stage that is trained; of the joint stage, steps with both predictions
     * @param batch objects of a step, of eight views each
     * @param imageSize width and height of a view in pixels
     */
    public record Case(StageKind stage, int batch, int imageSize) {}

    /**
     * How long it took.
     *
     * @param timed what
     * @param step a whole step: gradients, optimizer, moving average
     * @param parameters how many numbers are trained
     * @param gradientBytes of a step that each of several ranks has to add to the others'
     * @param secondsWaited of a step in which the backward pass waited for sums
     */
    public record Result(Case timed, Timing step, long parameters, long gradientBytes, double secondsWaited) {}

    /**
     * Takes steps.
     *
     * @param model the sections of {@code model.json}; the image size is the case's
     * @param repeats steps that are timed, after one that is not
     * @param ranks that take the steps together
     * @param parallel how, as configurations have it
     * @param timeline gets the steps, and what ranks move and wait for in them
     */
    public static Result run(
            JsonNode model,
            Case timed,
            Device device,
            int repeats,
            Collective ranks,
            JsonNode parallel,
            Optional<Trace> timeline) {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
        }
        ObjectNode sized = model.deepCopy();
        sized.put("image_size", timed.imageSize());
        long[] nanos = new long[repeats];
        try (TensorScope scope = TensorScope.open();
                TrainableModel trained = TrainableModel.initial(sized, SEED, device);
                BatchSource source = new RandomViews(timed.imageSize(), device);
                StageTrainer stage =
                        new StageTrainer(config(timed, parallel), trained, source, recorded(ranks, timeline))) {
            for (int i = -1; i < repeats; i++) {
                long start = System.nanoTime();
                stage.trainer().step();
                long end = System.nanoTime();
                nanos[Math.max(i, 0)] = end - start;
                timeline.ifPresent(trace -> trace.add("step", "step of " + timed.stage(), start, end));
            }
            int steps = repeats + 1;
            return new Result(
                    timed,
                    Timing.ofNanos(nanos),
                    stage.parameters().count(),
                    stage.parallel().bytesSent() / steps,
                    stage.parallel().secondsWaited() / steps);
        }
    }

    private static Collective recorded(Collective ranks, Optional<Trace> timeline) {
        return timeline.<Collective>map(trace -> new RecordedCollective(ranks, trace))
                .orElse(ranks);
    }

    private static TrainingConfig config(Case timed, JsonNode parallel) {
        ObjectNode json = (ObjectNode) TrainingPreset.json(timed.stage());
        json.put("batch_size", timed.batch()).put("accumulation", 1);
        json.withObject("/diffusion").put("self_conditioning", 1);
        json.set("parallel", parallel);
        return TrainingConfig.fromJson(json, Path.of(""));
    }
}
