package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of {@code docs/serving.md}, run as they are against a server on another port. */
class ServingDocsTest {
    private static final String DOCUMENTED = "http://localhost:8080";

    private static Path document() {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        Path here = Path.of("").toAbsolutePath();
        Path repository = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        return repository.resolve("docs/serving.md");
    }

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inBlock = false;
        for (String line : Files.readAllLines(document(), StandardCharsets.UTF_8)) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
            } else if (inBlock && !line.startsWith("cli/bin/")) {
                commands.add(line);
            }
        }
        return commands;
    }

    @Test
    void everyLineWorks(@TempDir Path folder) throws IOException, InterruptedException {
        boolean hasCurl = new ProcessBuilder("bash", "-c", "command -v curl")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(hasCurl || System.getenv("CI") != null, "curl is missing");
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThan(10).anyMatch(line -> line.contains(DOCUMENTED));
        Files.write(folder.resolve("cat.png"), ServedModel.picture());
        try (ServedModel served = ServedModel.start(folder)) {
            String script = "set -euo pipefail\n" + String.join("\n", commands).replace(DOCUMENTED, served.address());
            Path output = folder.resolve("output.txt");
            Process shell = new ProcessBuilder("bash", "-c", script)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(shell.waitFor(10, TimeUnit.MINUTES)).isTrue();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(shell.exitValue()).as(text).isZero();
            assertThat(text).contains("event: step", "data:image/png;base64,", "event: succeeded", "\"status\":\"up\"");
        }
        assertThat(Files.readAllBytes(folder.resolve("cat.glb"))).startsWith('g', 'l', 'T', 'F');
        assertThat(Files.readAllBytes(folder.resolve("cat.ply"))).startsWith('p', 'l', 'y', '\n');
        assertThat(Files.readString(folder.resolve("viewer.html"))).startsWith("<!");
        assertThat(Files.readString(folder.resolve("cat.json"))).contains("\"id\"");
    }
}
