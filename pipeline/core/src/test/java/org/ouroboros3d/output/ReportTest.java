package org.ouroboros3d.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.io.ProcessMemory;

class ReportTest {
    @TempDir
    Path folder;

    @Test
    void everythingIsInTheFileAndUnknownsAreNull() throws IOException {
        Map<String, Double> stages = new LinkedHashMap<>();
        stages.put("read", 0.0123456);
        stages.put("denoise", 12.5);
        Report report = new Report(
                "cat \"1\".png",
                "tiny (untrained)",
                42,
                Map.of("steps", 25, "lowVram", false, "outputs", List.of("ply", "views")),
                Map.of("ouroboros3d", "0.1.0"),
                "cpu",
                1024,
                new Report.Cost(stages, 13, OptionalLong.of(5_000_000_000L), OptionalLong.empty(), 7, 8));
        stages.clear();
        Path file = folder.resolve("report.json");
        report.write(file);
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.get("input").asText()).isEqualTo("cat \"1\".png");
        assertThat(json.get("seed").asLong()).isEqualTo(42);
        assertThat(json.get("settings"))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"steps\": 25, \"lowVram\": false, \"outputs\": [\"ply\", \"views\"]}"));
        assertThat(json.at("/versions/ouroboros3d").asText()).isEqualTo("0.1.0");
        assertThat(json.at("/stageSeconds/read").asDouble()).isEqualTo(0.012);
        assertThat(json.get("stageSeconds").fieldNames()).toIterable().containsExactly("read", "denoise");
        assertThat(json.get("peakMemoryBytes").asLong()).isEqualTo(5_000_000_000L);
        assertThat(json.get("deviceBytes").isNull()).isTrue();
        assertThat(json.get("hostToDeviceBytes").asLong()).isEqualTo(7);
        assertThat(json.get("deviceToHostBytes").asLong()).isEqualTo(8);
        JsonNode repeatable = new ObjectMapper().readTree(report.withoutCost().toJson());
        assertThat(repeatable.fieldNames())
                .toIterable()
                .containsExactly("input", "model", "seed", "settings", "versions", "device", "gaussians");
    }

    @Test
    void thePeakIsAtLeastTheHeapInUse() {
        // A JVM with its class data is never under 10 MB.
        ProcessMemory.resident().ifPresent(bytes -> assertThat(bytes).isGreaterThan(10L << 20));
    }
}
