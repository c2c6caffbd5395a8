package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandTest {
    @Test
    void aTableAndATraceAreMade(@TempDir Path folder) throws IOException {
        Path trace = folder.resolve("trace.json");
        CommandRun run = CommandRun.of("profile", "--steps", "1", "--trace", trace.toString(), "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("launchTimes").asBoolean()).isFalse();
        double stages = 0;
        for (JsonNode stage : json.get("stages")) {
            stages += stage.get("share").asDouble();
        }
        assertThat(stages).isBetween(0.5, 1.0);
        JsonNode total = json.get("run");
        assertThat(total.get("flop").asLong()).isPositive();
        assertThat(total.get("operators").get(0).get("group").asText()).isEqualTo("convolution");
        assertThat(new ObjectMapper()
                        .readTree(trace.toFile())
                        .get("traceEvents")
                        .size())
                .isGreaterThan(json.get("spans").asInt());
        CommandRun again = CommandRun.of("profile", "--trace", trace.toString());
        assertThat(again.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(again.err()).contains("--force");
    }

    @Test
    void theTableNamesStagesAndGroups() {
        CommandRun run = CommandRun.of("profile", "--steps", "1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("denoiser", "decoder", "convolution", "copies and reshapes", "outside operators", "GB read");
    }

    @Test
    void wrongUsageIsNamed(@TempDir Path folder) throws IOException {
        assertThat(CommandRun.of("profile", "--steps", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        Path missing = folder.resolve("nothing.png");
        CommandRun run = CommandRun.of("profile", missing.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("nothing.png");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(CommandRun.of("profile", "--model", empty.toString()).exitCode())
                .isEqualTo(ExitCode.INPUT);
    }
}
