package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before a model is loaded; the rest is seen from outside. */
class ServeCommandTest {
    @ParameterizedTest
    @CsvSource({
        "--port, 65536",
        "--port, -1",
        "--models, 0",
        "--batch, 0",
        "--max-waiting, 0",
        "--max-body, 1023",
        "--max-body, 268435457",
        "--host, 0.0.0.0",
    })
    void anOptionOutOfItsRangeIsNamed(String option, String value) {
        CommandRun run = CommandRun.of("serve", option, value);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(option, value);
    }

    @Test
    void aTokenFileThatIsMissingIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("token");
        CommandRun run = CommandRun.of("serve", "--host", "0.0.0.0", "--token-file", missing.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains(missing.toString());
    }
}
