package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training as users run it, in processes that are killed, interrupted, or have no room to write. */
class TrainCliTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path config;

    @BeforeEach
    void writeConfig() throws IOException, URISyntaxException {
        Path model = Path.of(TrainCliTest.class.getResource("/train/model.json").toURI());
        config = folder.resolve("config.json");
        Files.writeString(
                config,
                "{\"stage\": \"reconstructor\", \"model\": \"" + model + "\", \"steps\": 12, \"batch_size\": 1,"
                        + " \"checkpoint_every\": 2, \"sample_every\": 5, \"export_every\": false,"
                        + " \"optimizer\": {\"learning_rate\": 1e-3, \"warmup_steps\": 0}}");
    }

    private ForkedCli.Result train(String out, String... more) throws IOException, InterruptedException {
        return start(out, more).await();
    }

    private ForkedCli start(String out, String... more) throws IOException {
        return ForkedCli.start(
                folder,
                Stream.concat(
                                Stream.of(
                                        "train",
                                        config.toString(),
                                        "-o",
                                        folder.resolve(out).toString()),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<String> losses(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve("metrics.jsonl")).stream()
                .map(TrainCliTest::parse)
                .map(line -> line.path("step") + " " + line.path("losses") + " " + line.path("gradientNorm"))
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /** Waits for a checkpoint of a step or of one after it: only the newest two are kept. */
    private void awaitCheckpoint(String out, int step, ForkedCli process) throws IOException, InterruptedException {
        Path checkpoints = folder.resolve(out).resolve("checkpoints");
        while (Checkpoints.newestStep(checkpoints) < step) {
            process.requireAlive();
            Thread.sleep(5);
        }
    }

    @Test
    void aKilledRunGoesOnToTheSameLosses() throws IOException, InterruptedException {
        ForkedCli.Result whole = train("whole");
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(losses("whole")).hasSize(12);
        assertThat(folder.resolve("whole/training.html")).content().contains("data:image/png;base64,");

        ForkedCli doomed = start("killed");
        awaitCheckpoint("killed", 4, doomed);
        doomed.kill();
        ForkedCli.Result resumed = train("killed", "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(losses("killed")).isEqualTo(losses("whole"));
        assertThat(folder.resolve("killed/model/recon_model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model/recon_model.safetensors"));
    }

    @Test
    void controlCSavesTheStepsThatAreDone() throws IOException, InterruptedException {
        Files.writeString(config, Files.readString(config).replace("\"steps\": 12", "\"steps\": 30"));
        ForkedCli stopped = start("stopped");
        Path metrics = folder.resolve("stopped/metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) == 0) {
            stopped.requireAlive();
            Thread.sleep(5);
        }
        stopped.pressControlC();
        ForkedCli.Result ended = stopped.await();
        assertThat(ended.exitCode()).isEqualTo(130);
        assertThat(ended.err()).contains("stopping after this step, and saving what is done");
        assertThat(folder.resolve("stopped/checkpoints")).isNotEmptyDirectory();
        ForkedCli.Result resumed = train("stopped", "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(losses("stopped")).hasSize(30);
    }

    @Test
    void aFullDiskIsSaidPlainlyAndTheLastCheckpointStays() throws IOException, InterruptedException {
        // Unpacks the libraries where that has not been done yet, which the limit would prevent.
        ForkedCli.run(folder, "doctor");
        // A checkpoint is larger, everything else of the first steps smaller.
        ForkedCli.Result full = ForkedCli.startLimited(
                        folder,
                        1000,
                        "train",
                        config.toString(),
                        "-o",
                        folder.resolve("full").toString())
                .await();
        assertThat(full.exitCode()).isEqualTo(4);
        assertThat(full.err())
                .contains("step-000000002.safetensors cannot be written")
                .contains("--resume");
        assertThat(folder.resolve("full/checkpoints")).isEmptyDirectory();
    }

    @Test
    void wrongConfigurationsAreRefusedByName() throws IOException, InterruptedException {
        Files.writeString(config, "{\"stage\": \"vae\", \"steps\": 1, \"learningrate\": 1}");
        ForkedCli.Result unknown = train("unknown");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).contains("there is no \"learningrate\"");
        Files.writeString(config, "{\"stage\": \"vea\", \"steps\": 1}");
        assertThat(train("unknown").err())
                .contains(
                        "\"stage\" must be one of [vae, pretrain-planes, pretrain-depth, reconstructor, denoiser, joint, detail]");
    }
}
