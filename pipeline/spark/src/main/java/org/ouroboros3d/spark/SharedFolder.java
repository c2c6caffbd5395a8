package org.ouroboros3d.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ouroboros3d.error.InputException;

/** A folder for results that driver and executors see under the same name. */
final class SharedFolder {
    private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]+:/.*");

    private SharedFolder() {}

    /**
     * {@return the folder, made where it is missing}
     *
     * @throws InputException if it is no folder of the file system, or cannot be made
     */
    static Path create(String name) {
        if (URL.matcher(name).matches()) {
            throw new InputException(
                    name,
                    "results are renamed into place, which takes a file system",
                    "name a folder that all machines mount, and copy it from there");
        }
        Path folder = Path.of(name).toAbsolutePath().normalize();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InputException(
                    name, "this folder cannot be made (" + e.getMessage() + ")", "check permissions and free space", e);
        }
    }

    /** @throws InputException if the folder is not there on this machine */
    static void require(String folder, String host) {
        if (!Files.isDirectory(Path.of(folder))) {
            throw new InputException(folder, "this folder is not on " + host, "name a folder that all machines mount");
        }
    }
}
