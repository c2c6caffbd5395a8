package org.ouroboros3d.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.InputException;

class OutputFolderTest {
    @TempDir
    Path parent;

    private static void write(OutputFolder out, ResultFile file, String text) throws IOException {
        Files.writeString(out.file(file), text);
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void nothingShowsBeforeTheCommitAndEverythingAfter() throws IOException {
        Path target = parent.resolve("deep/out");
        try (OutputFolder out = OutputFolder.create(target, false)) {
            write(out, ResultFile.VIEWS, "views");
            write(out, ResultFile.REPORT, "report");
            assertThat(target).doesNotExist();
            assertThat(out.written()).containsExactly("views.png", "report.json");
            out.commit();
        }
        assertThat(target.resolve("views.png")).hasContent("views");
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void withoutACommitNothingIsLeft() throws IOException {
        try (OutputFolder out = OutputFolder.create(parent.resolve("out"), false)) {
            write(out, ResultFile.VIEWS, "views");
            assertThat(out.target()).doesNotExist();
        }
        assertThat(entries()).isEmpty();
    }

    @Test
    void anExistingFolderNeedsForceAndIsReplacedAsAWhole() throws IOException {
        Path target = Files.createDirectory(parent.resolve("out"));
        Files.writeString(target.resolve("steps.png"), "old");
        assertThatThrownBy(() -> OutputFolder.create(target, false))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(target + ": it exists and is not empty")
                .hasMessageContaining("--force");
        try (OutputFolder out = OutputFolder.create(target, true)) {
            write(out, ResultFile.VIEWS, "lost");
        }
        assertThat(target.resolve("steps.png")).hasContent("old");
        try (OutputFolder out = OutputFolder.create(target, true)) {
            write(out, ResultFile.VIEWS, "new");
            assertThat(target.resolve("steps.png")).hasContent("old");
            out.commit();
        }
        assertThat(target.resolve("steps.png")).doesNotExist();
        assertThat(target.resolve("views.png")).hasContent("new");
        assertThat(entries()).containsExactly("out");
    }

    @Test
    void forceDoesNotDeleteWhatIsNoResult() throws IOException {
        Path target = Files.createDirectory(parent.resolve("home"));
        Files.writeString(target.resolve("thesis.tex"), "precious");
        assertThatThrownBy(() -> OutputFolder.create(target, true))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("thesis.tex");
        assertThat(target.resolve("thesis.tex")).hasContent("precious");
    }

    @Test
    void aFileThatAppearsMeanwhileIsNotClobbered() throws IOException {
        Path target = parent.resolve("out");
        try (OutputFolder out = OutputFolder.create(target, false)) {
            write(out, ResultFile.VIEWS, "mine");
            Files.createDirectory(target);
            Files.writeString(target.resolve("views.png"), "theirs");
            assertThatThrownBy(out::commit).isInstanceOf(InputException.class);
        }
        assertThat(target.resolve("views.png")).hasContent("theirs");
        assertThat(entries()).containsExactly("out");
    }

    @Test
    void anEmptyFolderCountsAsNoneAndAFileDoesNot() throws IOException {
        Path target = Files.createDirectory(parent.resolve("out"));
        try (OutputFolder out = OutputFolder.create(target, false)) {
            write(out, ResultFile.VIEWS, "views");
            out.commit();
        }
        assertThat(target.resolve("views.png")).hasContent("views");
        Path file = Files.writeString(parent.resolve("file"), "text");
        assertThatThrownBy(() -> OutputFolder.create(file, true))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("this is a file");
        assertThatThrownBy(() -> OutputFolder.create(file.resolve("out"), true)).isInstanceOf(InputException.class);
    }

    @Test
    void anInterruptedProcessLeavesNothing() throws IOException, InterruptedException {
        Path target = parent.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InterruptedRun.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("writing");
            assertThat(entries()).hasSize(1);
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 2);
            assertThat(entries()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Writes results without end. */
    static final class InterruptedRun {
        private InterruptedRun() {}

        public static void main(String[] arguments) throws IOException {
            try (OutputFolder out = OutputFolder.create(Path.of(arguments[0]), false)) {
                write(out, ResultFile.VIEWS, "views");
                System.out.println("writing");
                while (Files.exists(out.file(ResultFile.VIEWS))) {
                    write(out, ResultFile.STEPS, "steps");
                }
            }
        }
    }
}
