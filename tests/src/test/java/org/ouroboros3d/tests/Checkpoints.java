package org.ouroboros3d.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of a training that runs in another process. */
final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9})\\.safetensors");

    private Checkpoints() {}

    /** {@return the step of the newest checkpoint in a folder; -1 if there is none yet} */
    static int newestStep(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return -1;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> NAME.matcher(entry.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(-1);
        }
    }
}
