package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    @Test
    void aSmallSceneIsTimedAndSaysWithWhat() throws IOException {
        CommandRun run = CommandRun.of(
                "bench",
                "rasterizer",
                "--gaussians",
                "50",
                "--size",
                "16",
                "--threads",
                "2",
                "--repeats",
                "3",
                "--json");
        assertThat(run.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("gaussians").asInt()).isEqualTo(50);
        assertThat(json.get("views").asInt()).isEqualTo(8);
        assertThat(json.get("threads").asInt()).isEqualTo(2);
        for (String key : new String[] {"forwardMillis", "forwardWithStateMillis", "backwardMillis"}) {
            JsonNode millis = json.get(key);
            assertThat(millis.get("min").asDouble()).isPositive();
            assertThat(millis.get("median").asDouble())
                    .isBetween(millis.get("min").asDouble(), millis.get("max").asDouble());
        }
    }

    @Test
    void wrongUsageAndFilesAreNamed(@TempDir Path folder) throws IOException {
        assertThat(CommandRun.of("bench").err()).contains("say what to time");
        CommandRun zero = CommandRun.of("bench", "rasterizer", "--repeats", "0");
        assertThat(zero.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(zero.err()).contains("--repeats must be between 1");
        Path file = Files.writeString(folder.resolve("broken.safetensors"), "nonsense");
        CommandRun broken = CommandRun.of("bench", "rasterizer", "--scene", file.toString());
        assertThat(broken.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(broken.err()).contains(file.toString());
    }
}
