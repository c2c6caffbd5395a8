package org.ouroboros3d.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ouroboros3d.output.PictureNames;

/** The pictures that a command line means: files, all pictures of folders, and those that match patterns. */
final class PictureList {
    private final List<Path> files = new ArrayList<>();
    private boolean several;

    /**
     * Looks the pictures up.
     *
     * @param arguments at least one
     * @throws org.ouroboros3d.error.InputException if one is a URL
     * @throws CliException if a folder holds no pictures, or a pattern matches none
     */
    PictureList(List<String> arguments) {
        several = arguments.size() > 1;
        arguments.forEach(this::add);
    }

    private void add(String argument) {
        Path path = Path.of(argument);
        InputPath.requireNoUrl(path);
        if (Files.isDirectory(path)) {
            addAll(
                    path,
                    "*.{"
                            + String.join(
                                    ",", PictureNames.ENDINGS.stream().sorted().toList()) + "}",
                    argument);
        } else if (!Files.exists(path) && argument.matches(".*[*?\\[{].*")) {
            Path folder = path.getParent() == null ? Path.of("") : path.getParent();
            addAll(folder, path.getFileName().toString(), argument);
        } else {
            files.add(path);
        }
    }

    private void addAll(Path folder, String pattern, String argument) {
        several = true;
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException | InvalidPathException | java.util.regex.PatternSyntaxException e) {
            throw new CliException(ExitCode.INPUT, argument + ": it cannot be listed (" + e.getMessage() + ")", e);
        }
        if (found.isEmpty()) {
            throw new CliException(
                    ExitCode.INPUT, argument + ": there are no pictures; name files that end in .png, .jpg or .webp");
        }
        found.sort(null);
        files.addAll(found);
    }

    /** {@return whether each picture gets a folder of its own: unless one file was named} */
    boolean several() {
        return several;
    }

    /** {@return the pictures in the order in which they were named, those of a folder by name} */
    List<Path> files() {
        return List.copyOf(files);
    }

    /**
     * {@return the pictures by the names of their folders: their own without the ending, or with it where others have the
     * same}
     *
     * @throws IllegalArgumentException if two pictures have the same name
     */
    Map<String, Path> byName() {
        return PictureNames.byName(files, file -> file.getFileName().toString());
    }
}
