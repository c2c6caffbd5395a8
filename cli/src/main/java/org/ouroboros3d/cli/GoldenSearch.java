package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the golden files that a user means. */
final class GoldenSearch {
    static final String ENDING = ".golden.safetensors";

    private GoldenSearch() {}

    /**
     * {@return a file as it is; of a folder, every golden file in it and below, by name}
     *
     * @throws CliException if there is no such file, or the folder holds none
     */
    static List<Path> in(Path fileOrFolder) {
        if (!Files.exists(fileOrFolder)) {
            throw new CliException(ExitCode.INPUT, fileOrFolder + ": there is no such file or folder");
        }
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> tree = Files.walk(fileOrFolder)) {
            List<Path> found = tree.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new CliException(ExitCode.INPUT, fileOrFolder + ": this folder holds no *" + ENDING);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
