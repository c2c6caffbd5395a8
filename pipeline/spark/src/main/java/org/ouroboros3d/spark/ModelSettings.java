package org.ouroboros3d.spark;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;

/**
 * The model that executors load, and how it computes.
 *
 * @param folders that every executor sees, none for the built-in model
 * @param precision as the command line writes it, such as {@code fp32}
 * @param threads of LibTorch in each executor, 0 for all processors of its machine
 * @param batch how many pictures a task computes together, at least 1; more than one changes results by rounding
 */
public record ModelSettings(List<String> folders, String precision, int threads, int batch) implements Serializable {
    /** The built-in model in float32, one picture at a time. */
    public static final ModelSettings DEFAULT = new ModelSettings(List.of(), "fp32", 0, 1);

    /** Checks the ranges. */
    public ModelSettings {
        folders = List.copyOf(folders);
        Precision.parse(precision);
        if (threads < 0 || batch < 1) {
            throw new IllegalArgumentException(
                    "threads must be at least 0 and batch at least 1, not " + threads + " and " + batch);
        }
    }

    Path[] paths() {
        return folders.stream().map(Path::of).toArray(Path[]::new);
    }

    ModelOptions options() {
        return ModelOptions.defaults()
                .withPrecision(Precision.parse(precision))
                .withMaxBatch(batch)
                // As many tasks as an executor has slots ask at once.
                .withMaxWaiting(Integer.MAX_VALUE)
                .withThreads(threads);
    }
}
