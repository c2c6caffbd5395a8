package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.bench.RasterizerTimes;
import org.ouroboros3d.bench.ScalingStudy;
import org.ouroboros3d.bench.Timing;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.tensor.Tensor;

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
    void theLoopIsTimedStageByStage() throws IOException, InterruptedException, ExecutionException {
        CommandRun run;
        // The number of threads is that of the thread that computes; it should not stay with the tests'.
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            run = other.submit(() -> CommandRun.of(
                            "bench", "loop", "--steps", "1", "--repeats", "1", "--threads", "1", "--json"))
                    .get();
        }
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("threads").asInt()).isEqualTo(1);
        for (JsonNode stage : json.get("stages")) {
            assertThat(stage.get("peakResidentBytes").asLong())
                    .isBetween(1L, json.get("peakResidentBytes").asLong());
        }
        assertThat(json.get("precision").asText()).isEqualTo("fp32");
        assertThat(json.get("stages")).hasSize(6);
        JsonNode step = json.get("step");
        assertThat(step.get("tflop").asDouble()).isPositive();
        assertThat(step.get("shareOfFloor").asDouble()).isPositive();
        assertThat(json.get("rates").get("convolutionTflops").asDouble()).isPositive();
        assertThat(json.get("counts")).hasSize(1);
        assertThat(json.get("counts").get(0).get("deviceToHostBytes").asLong()).isZero();
        assertThat(json.get("javaBytesPerStep").asLong()).isPositive();
        assertThat(CommandRun.of("bench", "loop", "--steps", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        CommandRun none = CommandRun.of("bench", "loop", "--threads", "0");
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("threads must be between 1 and 1024");
        assertThat(CommandRun.of("bench", "loop", "--precision", "fp8").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void meshesAreComparedWithTheTruth() throws IOException {
        CommandRun run =
                CommandRun.of("bench", "mesh", "--objects", "37", "--resolution", "24", "--repeats", "1", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode rows = new ObjectMapper().readTree(run.out()).path("rows");
        assertThat(rows).hasSize(3);
        for (JsonNode row : rows) {
            assertThat(row.path("object").asText()).isEqualTo("chair 37");
            assertThat(row.path("looseEdges").asInt()).isZero();
            assertThat(row.path("faces").asInt()).isBetween(100, 50_000);
            assertThat(row.path("psnrVertices").asDouble()).isBetween(10.0, 40.0);
            assertThat(row.path("psnrVerticesInside").asDouble())
                    .isBetween(row.path("psnrVertices").asDouble(), 50.0);
            assertThat(row.path("psnrTexture").asDouble()).isBetween(10.0, 40.0);
            // Views, voxels and triangles are equally coarse here, so that neither shows more.
            assertThat(row.path("psnrTextureInside").asDouble())
                    .isCloseTo(row.path("psnrVerticesInside").asDouble(), within(1.0));
            assertThat(row.path("medianMillis").asDouble()).isPositive();
        }
        JsonNode truth = rows.path(0);
        assertThat(truth.path("source").asText()).isEqualTo("true");
        assertThat(truth.path("components").asInt()).isOne();
        // A voxel is some 40 mm wide.
        assertThat(truth.path("chamfer").asDouble()).isBetween(0.0, 0.015);
        assertThat(truth.path("normals").asDouble()).isBetween(0.8, 1.0);
        assertThat(rows.path(1).path("source").asText()).isEqualTo("reconstructed");
        assertThat(rows.path(2).path("source").asText()).isEqualTo("generated");
        for (int made = 1; made <= 2; made++) {
            assertThat(rows.path(made).path("chamfer").asDouble())
                    .isGreaterThan(truth.path("chamfer").asDouble());
        }
        assertThat(CommandRun.of("bench", "mesh", "--resolution", "8").exitCode())
                .isEqualTo(ExitCode.USAGE);
        CommandRun tooFine = CommandRun.of("bench", "mesh", "--spacing", "3");
        assertThat(tooFine.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tooFine.err()).contains("--spacing must be 4 to 100, not 3.0");
    }

    @Test
    void savedMemoryIsMeasuredToo() throws IOException {
        CommandRun run = CommandRun.of("bench", "loop", "--steps", "1", "--repeats", "1", "--offload", "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("lowVram").asBoolean()).isTrue();
        assertThat(json.get("mostLiveTensors").asLong())
                .as("at the end of a stage, when its weights are gone")
                .isBetween(1L, 200L);
        assertThat(run.err()).doesNotContain("WARNING");
        CommandRun random = CommandRun.of("bench", "loop", "--full-size", "--offload");
        assertThat(random.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(random.err()).contains("leave --offload out");
    }

    @Test
    void theFormerNameOfOffloadingIsAcceptedWithAWarning() {
        CommandRun former = CommandRun.of("bench", "loop", "--full-size", "--low-vram");
        assertThat(former.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(former.err()).contains("--low-vram is now called --offload", "leave --offload out");
        assertThat(CommandRun.of("bench", "loop", "--help").out())
                .contains("--offload")
                .doesNotContain("--low-vram");
    }

    @Test
    void cudaGraphsTakeACudaDevice() {
        for (String[] arguments : new String[][] {
            {"bench", "loop", "--cuda-graphs"},
            {"bench", "serve", "--cuda-graphs"},
            {"generate", "cat.png", "-o", "cat", "--cuda-graphs"}
        }) {
            CommandRun run = CommandRun.of(arguments);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("--cuda-graphs needs a CUDA device; add --device cuda");
        }
    }

    @Test
    void concurrentClientsAreServedWithoutGrowth() throws IOException {
        CommandRun run = CommandRun.of(
                "bench",
                "serve",
                "--clients",
                "3",
                "--requests",
                "4",
                "--batch",
                "2",
                "--steps",
                "1",
                "--feedback",
                "none",
                "--json");
        assertThat(run.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        for (String key : new String[] {"latencyMillis", "queuedMillis"}) {
            JsonNode millis = json.get(key);
            assertThat(millis.get("p50").asDouble()).isPositive();
            assertThat(millis.get("p99").asDouble())
                    .isBetween(millis.get("p95").asDouble(), millis.get("max").asDouble());
        }
        assertThat(json.at("/latencyMillis/max").asDouble())
                .isGreaterThan(json.at("/queuedMillis/max").asDouble());
        assertThat(json.get("requestsPerSecond").asDouble()).isPositive();
        assertThat(json.get("allocatedBytesPerRequest").asLong()).isPositive();
        assertThat(json.get("batch").asInt()).isEqualTo(2);
        assertThat(json.get("classesLoaded").asLong()).isNotNegative();
        assertThat(json.get("liveTensorsAfter").asLong())
                .isPositive()
                .isEqualTo(json.get("liveTensorsBefore").asLong());
    }

    @Test
    void modelsServeSideBySide() throws IOException {
        long others = Tensor.liveCount();
        long one = liveTensors("1") - others;
        assertThat(liveTensors("2") - others).as("two copies of the weights").isEqualTo(2 * one);
        CommandRun idle = CommandRun.of("bench", "serve", "--models", "3", "--clients", "2");
        assertThat(idle.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(idle.err()).contains("--models 3 needs at least 3 clients; add --clients 3");
    }

    private static long liveTensors(String models) throws IOException {
        String[] arguments =
                ("bench serve --json --threads 1 --clients 2 --requests 2 --steps 1 --feedback none --models " + models)
                        .split(" ");
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("models").asText()).isEqualTo(models);
        return json.get("liveTensorsBefore").asLong();
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

    @Test
    void scalingIsReportedAsTablesAndJson() {
        RasterizerTimes times = new RasterizerTimes(timing(2), timing(3), timing(5));
        Outcome outcome = ScalingReport.of(
                List.of(new ScalingStudy.Series("views", List.of(new ScalingStudy.Point(4, times)))), "What was timed");
        assertThat(outcome.text()).contains("What was timed", "views", "2.0", "3.0", "5.0");
        JsonNode point = JsonText.tree(outcome).get("scaling").get("views").get(0);
        assertThat(point.get("views").asInt()).isEqualTo(4);
        assertThat(point.get("backwardMillis").asDouble()).isEqualTo(5);
        assertThat(CommandRun.of("bench", "rasterizer", "--scaling", "--scene", "x.safetensors")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static Timing timing(double millis) {
        return new Timing(millis, millis, millis);
    }
}
