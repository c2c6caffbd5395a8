package org.ouroboros3d.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a run keeps everything.
 *
 * @param root the folder that the user named
 */
public record RunFolder(Path root) {
    /** {@return the state, to go on from} */
    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /** {@return the trained model} */
    public Path model() {
        return root.resolve("model");
    }

    /** {@return a line for each step} */
    public Path metrics() {
        return root.resolve("metrics.jsonl");
    }

    /** {@return the page that shows how the run goes} */
    public Path page() {
        return root.resolve("training.html");
    }

    /** {@return pictures of samples that no training sees} */
    public Path samples() {
        return root.resolve("samples");
    }

    /** Whether a run has begun in it. */
    boolean isBegun() {
        return Files.exists(metrics());
    }

    /** Creates the folder, unless a run is in it that is not to be resumed. */
    void prepare(boolean resume) {
        try {
            Files.createDirectories(root);
            if (resume) {
                return;
            }
            try (Stream<Path> entries = Files.list(root)) {
                if (entries.findAny().isPresent()) {
                    throw new TrainingException(
                            TrainingException.Reason.CONFIGURATION,
                            root + ": it exists and is not empty; name another folder, or go on with --resume");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(root + " cannot be written: " + e, e);
        }
    }
}
