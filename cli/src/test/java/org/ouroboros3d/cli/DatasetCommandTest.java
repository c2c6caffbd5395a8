package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.data.FolderSettings;
import org.ouroboros3d.data.FolderStream;

class DatasetCommandTest {
    @TempDir
    private Path temp;

    private CommandRun shapes(String... more) {
        String[] arguments = new String[8 + more.length];
        String[] fixed = {"dataset", "shapes", temp.resolve("out").toString(), "--count", "2", "--size", "16", "--json"
        };
        System.arraycopy(fixed, 0, arguments, 0, fixed.length);
        System.arraycopy(more, 0, arguments, fixed.length, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void shapesMakeADatasetThatReadsBackAndGrows() throws IOException {
        CommandRun run = shapes("--seed", "9", "--first", "3");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"rendered\" : 2");
        assertThat(shapes("--seed", "9", "--first", "3").out()).contains("\"rendered\" : 0");
        assertThat(Files.readAllLines(temp.resolve("out/ids.txt"))).containsExactly("shape_9_3", "shape_9_4");
        assertThat(temp.resolve("out/shape_9_3/render_0015.webp")).exists();
        try (FolderStream stream =
                FolderStream.open(FolderSettings.of(temp.resolve("out"), 0, 16), 0, 1, 1, skipped -> {
                    throw skipped;
                })) {
            assertThat(stream.next().frames()).isEqualTo(8);
        }
    }

    @Test
    void otherSettingsAreNotMixedIntoAFolder() {
        assertThat(shapes().exitCode()).isZero();
        CommandRun run = shapes("--held-out");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("begun with other settings").contains("name another folder");
    }

    @Test
    void wrongValuesAreUsageErrors() {
        for (String[] wrong : new String[][] {
            {"--min-elevation", "40"}, {"--first", "-1"}, {"--supersampling", "0"}, {"--threads", "0"}
        }) {
            CommandRun run = shapes(wrong);
            assertThat(run.exitCode()).as(wrong[0]).isEqualTo(ExitCode.USAGE);
        }
        assertThat(CommandRun.of("dataset").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void helpShowsExamples() {
        CommandRun run = CommandRun.of("dataset", "shapes", "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--held-out").contains("Examples:").contains("ids.txt");
    }
}
