package org.ouroboros3d.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at a file that is to be written before the work for it begins. */
final class DestinationFile {
    private DestinationFile() {}

    /** @throws CliException if {@code file} may not or cannot be written */
    static void require(Path file, boolean force) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (Files.isDirectory(file)) {
            throw new CliException(ExitCode.INPUT, file + ": this is a folder; name a file");
        }
        if (Files.exists(file) && !force) {
            throw new CliException(ExitCode.INPUT, file + ": it exists; name another file, or use --force");
        }
        if (!Files.isDirectory(folder)) {
            throw new CliException(ExitCode.INPUT, folder + ": there is no such folder; create it first");
        }
        if (!Files.isWritable(folder)) {
            throw new CliException(ExitCode.INPUT, folder + ": this folder cannot be written; check its permissions");
        }
    }
}
