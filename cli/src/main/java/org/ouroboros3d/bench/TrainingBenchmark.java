package org.ouroboros3d.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
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
     */
    public record Result(Case timed, Timing step, long parameters) {}

    /**
     * Takes steps.
     *
     * @param model the sections of {@code model.json}; the image size is the case's
     * @param repeats steps that are timed, after one that is not
     */
    public static Result run(JsonNode model, Case timed, Device device, int repeats) {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, not " + repeats);
        }
        ObjectNode sized = model.deepCopy();
        sized.put("image_size", timed.imageSize());
        long[] nanos = new long[repeats];
        try (TensorScope scope = TensorScope.open();
                TrainableModel trained = TrainableModel.initial(sized, SEED, device);
                BatchSource source = new RandomViews(timed.imageSize(), device);
                StageTrainer stage = new StageTrainer(config(timed), trained, source)) {
            for (int i = -1; i < repeats; i++) {
                long start = System.nanoTime();
                stage.trainer().step();
                nanos[Math.max(i, 0)] = System.nanoTime() - start;
            }
            return new Result(timed, Timing.ofNanos(nanos), stage.parameters().count());
        }
    }

    private static TrainingConfig config(Case timed) {
        ObjectNode json = (ObjectNode) TrainingPreset.json(timed.stage());
        json.put("batch_size", timed.batch()).put("accumulation", 1);
        json.withObject("/diffusion").put("self_conditioning", 1);
        return TrainingConfig.fromJson(json, Path.of(""));
    }
}
