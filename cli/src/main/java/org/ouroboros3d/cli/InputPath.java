package org.ouroboros3d.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.ouroboros3d.error.InputException;

/** Files that users name to be read. */
final class InputPath {
    /** What stands for standard input. */
    static final Path STANDARD_INPUT = Path.of("-");

    /** A path keeps one of the two slashes. */
    private static final Pattern URL = Pattern.compile("(?i)(https?|ftps?|s3|gs|file|hf):/.*");

    private InputPath() {}

    /** @throws InputException if the user named a URL, which nothing here downloads */
    static void requireNoUrl(Path file) {
        if (URL.matcher(file.toString()).matches() && !Files.exists(file)) {
            throw new InputException(
                    file.toString().replaceFirst(":/", "://"),
                    "this is a URL, not a file",
                    "download it first, as with curl -LO");
        }
    }
}
