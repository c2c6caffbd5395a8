package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void helpShowsEveryCommandExamplesAndExitCodes() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "generate",
                        "render",
                        "convert",
                        "verify",
                        "bench",
                        "doctor",
                        "generate-completion",
                        "Examples:",
                        "Exit codes:")
                .contains("130   interrupted by Ctrl-C");
    }

    @Test
    void reportThatCannotBeWrittenIsNoSuccess() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(full, false, StandardCharsets.UTF_8), new PrintWriter(err), "--help");
        assertThat(code).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(err.toString()).contains("standard output cannot be written");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate",
                "render",
                "convert",
                "verify",
                "bench rasterizer",
                "bench serve",
                "bench train",
                "train",
                "doctor"
            })
    void everyCommandHasHelpOfItsOwn(String command) {
        CommandRun run = CommandRun.of((command + " --help").split(" "));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: ouroboros3d " + command).contains("--json", "--verbose");
    }

    @ParameterizedTest
    @CsvSource({
        "pretrain-planes, pretrain-planes",
        "billboards, pretrain-planes",
        "PRETRAIN_DEPTH, pretrain-depth",
        "surfaces, pretrain-depth"
    })
    void stagesAreNamedByWhatTheyPretrainOnOrByTheirFormerNames(String named, String stage) {
        CommandRun run = CommandRun.of("train", "--stage", named, "--print");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"stage\" : \"" + stage + '"');
        CommandRun unknown = CommandRun.of("train", "--stage", "pretrain", "--print");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("--stage", "pretrain-planes, pretrain-depth");
    }

    @Test
    void versionNamesTheProgramAndItsJava() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).containsPattern("Ouroboros3D \\d+\\.\\d+\\.\\d+").contains("Java " + Runtime.version());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                    | a command is missing
                    verfy                 | Did you mean: ouroboros3d verify
                    verify                | Missing required parameter: 'FILE'
                    verify --frobnicate x | Unknown option: '--frobnicate'
                    verify --device gpu x | unknown device 'gpu'; use cpu, cuda or cuda:INDEX
                    """)
    void wrongUsageIsExplainedOnStandardError(String line, String message) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("ouroboros3d: ").contains(message).doesNotContain("\tat ");
    }

    @Test
    void anUnusableFileIsOneSentence(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("broken.golden.safetensors"), "nonsense");
        CommandRun run = CommandRun.of("verify", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("ouroboros3d: " + file + ": ").doesNotContain("\tat ");
    }

    @Test
    void verboseAddsTheStackTrace(@TempDir Path folder) {
        CommandRun run =
                CommandRun.of("verify", "--verbose", folder.resolve("absent").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("there is no such file or folder", "\tat org.ouroboros3d.cli.");
    }

    @Test
    void aFailureIsJsonTooWhenAskedFor(@TempDir Path folder) throws IOException {
        CommandRun run = CommandRun.of("verify", "--json", folder.toString());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(json.get("exitCode").asInt()).isEqualTo(ExitCode.INPUT);
        assertThat(json.get("error").asText()).contains("holds no *.golden.safetensors");
    }

    @Test
    void wrongUsageIsJsonTooWhenAskedFor() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(CommandRun.of("verify", "--json").out());
        assertThat(json.get("exitCode").asInt()).isEqualTo(ExitCode.USAGE);
    }
}
