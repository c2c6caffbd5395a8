package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Scripts of {@code tests/node} that drive Chromium. After {@code npm ci --prefix tests/node} and with Chromium on the PATH,
 * or in CHROMIUM; without them tests are skipped, or fail where CI is set.
 */
final class Browser {
    private static final Path NODE_PROJECT = Path.of("node");
    private static final int PATIENCE_MINUTES = 10;

    private Browser() {}

    /**
     * Skips the test, or fails it where CI is set, if there is no browser to drive.
     *
     * @param packages of Node that the test needs besides the driver
     */
    static void require(String... packages) {
        boolean installed = Stream.concat(Stream.of("playwright-core"), Stream.of(packages))
                .allMatch(name ->
                        Files.isDirectory(NODE_PROJECT.resolve("node_modules").resolve(name)));
        String missing = chromium().isEmpty()
                ? "Chromium is missing: install it, or name it in CHROMIUM"
                : installed ? null : "packages of tests/node are missing: npm ci --prefix tests/node";
        assertThat(missing == null || System.getenv("CI") == null)
                .as("%s, and CI is set", missing)
                .isTrue();
        Assumptions.assumeTrue(missing == null, missing);
    }

    /**
     * {@return what a script saw}
     *
     * @param script in {@code tests/node}
     * @param out folder for its files, the script's second argument after Chromium's path
     * @param more arguments
     */
    static JsonNode run(String script, Path out, String... more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("node", script, chromium().orElseThrow().toString(), out.toString()));
        command.addAll(List.of(more));
        Path json = out.resolve("seen.json");
        Path err = out.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(NODE_PROJECT.toFile())
                .redirectOutput(json.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("the browser does not end: " + Files.readString(err));
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new ObjectMapper().readTree(json.toFile());
    }

    private static Optional<Path> chromium() {
        String named = System.getenv("CHROMIUM");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(path)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
