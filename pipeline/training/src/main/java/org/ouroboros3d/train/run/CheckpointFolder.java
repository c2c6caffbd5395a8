package org.ouroboros3d.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.tensor.Tensor;

/** The checkpoints of a run, of which the newest {@value #KEPT} are kept. */
final class CheckpointFolder {
    private static final int KEPT = 2;
    private static final String EXTENSION = ".safetensors";
    private static final Pattern NAME = Pattern.compile("step-\\d{9}\\" + EXTENSION);

    private final Path folder;

    /** @param folder is created with the first checkpoint */
    CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a checkpoint, and deletes what is older than the one before.
     *
     * @return the file
     * @throws UncheckedIOException if it cannot be written; the older ones are then still there
     */
    Path write(CheckpointHeader header, Map<String, Tensor> state) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(String.format("step-%09d%s", header.step(), EXTENSION));
            CheckpointFile.write(file, header, state);
            for (Path old : newestFirst().stream().skip(KEPT).toList()) {
                Files.deleteIfExists(old);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written: " + e, e);
        }
    }

    /** {@return the files, the one with the most steps first} */
    List<Path> newestFirst() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e, e);
        }
    }

    /**
     * {@return the newest checkpoint that is not damaged}
     *
     * @param arena how long its tensors stay valid
     * @param warnings are told of each damaged one
     */
    Optional<CheckpointFile> newestSound(Arena arena, Consumer<String> warnings) {
        for (Path file : newestFirst()) {
            try {
                return Optional.of(CheckpointFile.read(file, arena));
            } catch (WeightsException e) {
                warnings.accept("a damaged checkpoint is passed over: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Deletes what an earlier process that was killed left half written. */
    void tidy() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.toList()) {
                if (file.getFileName().toString().endsWith(".part")) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be tidied up: " + e, e);
        }
    }
}
