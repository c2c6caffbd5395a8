package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.cli.Main;
import org.ouroboros3d.testing.Ranks;

/** Training with several ranks as users run it, with ranks that die or hang. */
class ParallelCliTest {
    private static final int STEPS = 400;

    @TempDir
    private Path folder;

    private Path config;
    private Path log;

    @BeforeEach
    void writeConfig() throws IOException, URISyntaxException {
        Path model =
                Path.of(ParallelCliTest.class.getResource("/train/model.json").toURI());
        config = folder.resolve("config.json");
        log = folder.resolve("log.txt");
        Files.writeString(
                config,
                "{\"stage\": \"pretrain-planes\", \"model\": \"" + model + "\", \"steps\": " + STEPS
                        + ", \"batch_size\": 2, \"checkpoint_every\": 2, \"sample_every\": 1000, \"export_every\": false,"
                        + " \"parallel\": {\"timeout_seconds\": 20}}");
    }

    private Process start(Ranks.Mpi mpi) throws IOException {
        return Ranks.start(
                mpi,
                2,
                log,
                Main.class,
                "train",
                config.toString(),
                "-o",
                folder.resolve("run").toString());
    }

    private String said() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    private void awaitCheckpoint(Process launcher) throws IOException, InterruptedException {
        while (Checkpoints.newestStep(folder.resolve("run/checkpoints")) < 0) {
            assertThat(launcher.isAlive()).as(said()).isTrue();
            Thread.sleep(5);
        }
    }

    /** The process of a rank, which Linux tells of by its environment. */
    private static ProcessHandle rank(Process launcher, Ranks.Mpi mpi, int rank) throws IOException {
        String variable = (mpi == Ranks.Mpi.OPEN_MPI ? "OMPI_COMM_WORLD_RANK=" : "PMI_RANK=") + rank;
        for (ProcessHandle child : launcher.descendants().toList()) {
            Path environment = Path.of("/proc", Long.toString(child.pid()), "environ");
            boolean java = child.info().command().orElse("").endsWith("/java");
            if (java
                    && ("\0" + Files.readString(environment, StandardCharsets.ISO_8859_1))
                            .contains("\0" + variable + "\0")) {
                return child;
            }
        }
        throw new AssertionError("rank " + rank + " is not there");
    }

    /** A process that has ended stays as a zombie until somebody asks for its status, which nobody may do for an orphan. */
    private static void requireEnded(ProcessHandle process) throws IOException, InterruptedException {
        Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
        for (int tries = 0; tries < 100; tries++) {
            if (!Files.exists(stat) || Files.readString(stat).contains(") Z ")) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("process " + process.pid() + " goes on: " + Files.readString(stat));
    }

    private int end(Process launcher, Duration most) throws IOException, InterruptedException {
        Instant began = Instant.now();
        assertThat(launcher.waitFor(3, TimeUnit.MINUTES)).as(said()).isTrue();
        assertThat(Duration.between(began, Instant.now())).isLessThan(most);
        return launcher.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"OPEN_MPI, rank 1 with PID", "MPICH, EXIT CODE: 9"})
    void aKilledRankEndsTheOthersAndTheLastCheckpointStays(Ranks.Mpi mpi, String words)
            throws IOException, InterruptedException {
        Process launcher = start(mpi);
        awaitCheckpoint(launcher);
        ProcessHandle other = rank(launcher, mpi, 0);
        assertThat(rank(launcher, mpi, 1).destroyForcibly()).isTrue();
        assertThat(end(launcher, Duration.ofSeconds(30))).as(said()).isNotZero();
        assertThat(said()).contains(words).containsPattern("2 ranks: processes \\d+, \\d+");
        requireEnded(other);

        long done = Files.readAllLines(folder.resolve("run/metrics.jsonl")).size();
        Files.writeString(config, Files.readString(config).replace("\"steps\": " + STEPS, "\"steps\": " + (done + 3)));
        ForkedCli.Result resumed = ForkedCli.run(
                folder, "train", config.toString(), "-o", folder.resolve("run").toString(), "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(folder.resolve("run/model/model.json")).exists();
    }

    @Test
    void aRankThatHangsIsNamed() throws IOException, InterruptedException {
        Process launcher = start(Ranks.Mpi.OPEN_MPI);
        awaitCheckpoint(launcher);
        ProcessHandle hanging = rank(launcher, Ranks.Mpi.OPEN_MPI, 1);
        new ProcessBuilder("kill", "-STOP", Long.toString(hanging.pid()))
                .start()
                .waitFor();
        // 20 s of the deadline and 5 s for answers; the rest is a busy machine.
        assertThat(end(launcher, Duration.ofSeconds(60))).isNotZero();
        assertThat(said()).contains("ouroboros3d: rank 1 did not come to ").contains(" within 20 s");
        requireEnded(hanging);
    }

    @Test
    void aTimelineShowsTheSumsOfEachStep() throws IOException, InterruptedException, URISyntaxException {
        Path model =
                Path.of(ParallelCliTest.class.getResource("/train/model.json").toURI());
        Path file = folder.resolve("timeline.json");
        Process launcher = Ranks.start(
                Ranks.Mpi.OPEN_MPI,
                2,
                log,
                Main.class,
                "bench",
                "train",
                "--model",
                model.toString(),
                "--stage",
                "reconstructor",
                "--batch",
                "2",
                "--size",
                "32",
                "--repeats",
                "1",
                "--timeline",
                file.toString());
        assertThat(end(launcher, Duration.ofMinutes(3))).as(said()).isZero();
        JsonNode events = new ObjectMapper().readTree(file.toFile()).path("traceEvents");
        List<JsonNode> steps = ofCategory(events, "step");
        assertThat(steps).hasSize(2);
        List<JsonNode> sums = ofCategory(events, "transfer").stream()
                .filter(event -> event.path("name").asText().startsWith("sum, "))
                .toList();
        for (JsonNode step : steps) {
            double begin = step.path("ts").asDouble();
            double end = begin + step.path("dur").asDouble();
            List<JsonNode> inStep = sums.stream()
                    .filter(sum ->
                            sum.path("ts").asDouble() > begin && sum.path("ts").asDouble() < end)
                    .toList();
            assertThat(inStep).isNotEmpty();
        }
        assertThat(ofCategory(events, "wait")).isNotEmpty();
    }

    private static List<JsonNode> ofCategory(JsonNode events, String category) {
        List<JsonNode> found = new ArrayList<>();
        events.forEach(event -> {
            if (event.path("cat").asText().equals(category)) {
                found.add(event);
            }
        });
        return found;
    }
}
