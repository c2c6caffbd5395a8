package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.data.ShapeItems;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.lgm.LgmConfig;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.model.ReconstructorInput;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.StepLosses;

class TrainingRunTest {
    @TempDir
    private Path temp;

    /** What a run told, and at which step it is to be interrupted. */
    private static final class Told implements TrainingListener {
        final List<StepReport> steps = new ArrayList<>();
        final List<String> notices = new ArrayList<>();
        private final long stopAfter;

        Told(long stopAfter) {
            this.stopAfter = stopAfter;
        }

        @Override
        public void stepped(StepReport report) {
            steps.add(report);
            if (report.step() == stopAfter) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void noticed(String text) {
            notices.add(text);
        }

        List<StepLosses> losses() {
            return steps.stream().map(StepReport::losses).toList();
        }
    }

    private Told run(TrainingConfig config, String folder, boolean resume, long stopAfter) {
        Told told = new Told(stopAfter);
        TrainingRun run = new TrainingRun(config, new RunFolder(temp.resolve(folder)), Device.CPU, told);
        if (stopAfter > 0) {
            assertThatThrownBy(() -> run.run(resume)).isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        } else {
            run.run(resume);
        }
        return told;
    }

    private Told run(TrainingConfig config, String folder) {
        return run(config, folder, false, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "pretrain-planes", "pretrain-depth", "reconstructor", "denoiser", "joint"})
    void aResumedRunTakesTheSameSteps(String stage) throws IOException {
        long tensors = Tensor.liveCount();
        TrainingConfig config =
                SmallModel.training(stage, "{\"accumulation\": 2, \"batch_size\": 1, \"autoencoder\": {\"clip\": 3}}");
        List<StepLosses> whole = run(config, "whole").losses();
        Told first = run(config, "parts", false, 2);
        Told second = run(config, "parts", true, 0);
        assertThat(first.losses()).isEqualTo(whole.subList(0, 2));
        assertThat(second.losses()).isEqualTo(whole.subList(2, 4));
        assertThat(MetricsLog.read(temp.resolve("parts/metrics.jsonl"), 100))
                .extracting(StepReport::losses)
                .isEqualTo(whole);
        for (String part : List.of("vae", "mv_model", "recon_model", "image_encoder")) {
            assertThat(temp.resolve("parts/model/" + part + ".safetensors"))
                    .hasSameBinaryContentAs(temp.resolve("whole/model/" + part + ".safetensors"));
        }
        assertThat(Tensor.liveCount()).isEqualTo(tensors);
    }

    @ParameterizedTest
    @ValueSource(strings = {"denoiser", "joint"})
    void aResumedRunTakesTheSameStepsOnCachedLatents(String stage) throws IOException {
        TrainingConfig config = SmallModel.training(stage, "{\"diffusion\": {\"cached_objects\": 3}}");
        List<StepLosses> whole = run(config, "whole").losses();
        run(config, "parts", false, 2);
        assertThat(run(config, "parts", true, 0).losses()).isEqualTo(whole.subList(2, 4));
    }

    @ParameterizedTest
    @CsvSource({"billboards, pretrain-planes", "surfaces, pretrain-depth"})
    void aRunThatVersion01SavedIsResumed(String former, String stage) throws IOException {
        TrainingConfig config = SmallModel.training(stage, "{\"batch_size\": 1, \"checkpoint_every\": 1}");
        List<StepLosses> whole = run(config, "whole").losses();
        run(config, "parts", false, 2);
        for (Path file : new CheckpointFolder(temp.resolve("parts/checkpoints")).newestFirst()) {
            rename(file, stage, former);
        }
        assertThat(run(config, "parts", true, 0).losses()).isEqualTo(whole.subList(2, 4));
    }

    /** Writes a checkpoint as it was written when its stage had another name, and the keys of settings were in camelCase. */
    private static void rename(Path file, String stage, String former) {
        try (Arena arena = Arena.ofConfined();
                TensorScope scope = TensorScope.open()) {
            CheckpointFile saved = CheckpointFile.read(file, arena);
            CheckpointHeader header = saved.header();
            String settings =
                    inCamelCase(header.settings().replace("\"stage\":\"" + stage + '"', "\"stage\":\"" + former + '"'));
            assertThat(settings).contains('"' + former + '"', "\"batchSize\"", "\"learningRate\"", "\"frozenWeights\"");
            String model = inCamelCase(header.model());
            assertThat(model).contains("\"formatVersion\"");
            Map<String, Tensor> state = new TreeMap<>();
            saved.tensors().forEach((name, data) -> state.put(name, Shapes.clone(data.toTensor())));
            CheckpointHeader renamed =
                    new CheckpointHeader(former, header.step(), header.seed(), header.seconds(), settings, model);
            CheckpointFile.write(file, renamed, state);
        }
    }

    private static String inCamelCase(String json) {
        return Pattern.compile("\"[a-z_]+\":")
                .matcher(json)
                .replaceAll(key -> Pattern.compile("(?<=[a-z])_([a-z])")
                        .matcher(key.group())
                        .replaceAll(hump -> hump.group(1).toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"denoiser", "joint"})
    void aResumedRunGoesOnOnTheSameTrajectories(String stage) throws IOException {
        TrainingConfig config = SmallModel.training(
                stage,
                "{\"batch_size\": 1, \"diffusion\": {\"trajectories\": 0.5, \"min_snr\": 5, \"sigmas\": \"sampler\"}}");
        List<StepLosses> whole = run(config, "whole").losses();
        Told first = run(config, "parts", false, 2);
        Told second = run(config, "parts", true, 0);
        assertThat(first.losses()).isEqualTo(whole.subList(0, 2));
        assertThat(second.losses()).isEqualTo(whole.subList(2, 4));
    }

    @Test
    void aResumedRunComparesAtTheSameSizesAndDegradesTheSameViews() throws IOException {
        TrainingConfig config = SmallModel.training(
                "reconstructor",
                "{\"batch_size\": 1, \"reconstructor\": {\"render_size\": [24, 48], \"degrade\": 0.5}}");
        List<StepLosses> whole = run(config, "whole").losses();
        Told first = run(config, "parts", false, 2);
        Told second = run(config, "parts", true, 0);
        assertThat(first.losses()).isEqualTo(whole.subList(0, 2));
        assertThat(second.losses()).isEqualTo(whole.subList(2, 4));
        assertThat(run(SmallModel.training("reconstructor", "{\"batch_size\": 1}"), "plain")
                        .losses())
                .doesNotContainAnyElementsOf(whole);
    }

    private static final String DETAIL = "{\"batch_size\": 2, \"checkpoint_every\": 100, \"sample_every\": 2,"
            + " \"reconstructor\": {\"render_size\": [24, 48], \"degrade\": 0.5},"
            + " \"detail\": {\"network\": {\"image_size\": 64, \"channels\": [8, 16]}}}";

    @Test
    void aDetailHeadIsAddedToAModelAndResumed() throws IOException {
        long tensors = Tensor.liveCount();
        run(SmallModel.training("reconstructor", "{\"steps\": 1}"), "start");
        TrainingConfig config = SmallModel.training("detail", DETAIL).withModel(temp.resolve("start/model"));
        Told whole = run(config, "whole");
        run(config, "parts", false, 2);
        assertThat(run(config, "parts", true, 0).losses())
                .isEqualTo(whole.losses().subList(2, 4));
        assertThat(whole.losses())
                .allSatisfy(losses -> assertThat(losses.terms()).containsOnlyKeys("total", "front", "others", "depth"));
        for (String part : List.of("vae", "mv_model", "recon_model", "image_encoder")) {
            assertThat(temp.resolve("whole/model/" + part + ".safetensors"))
                    .as("frozen")
                    .hasSameBinaryContentAs(temp.resolve("start/model/" + part + ".safetensors"));
        }
        assertThat(temp.resolve("parts/model/detail_model.safetensors"))
                .hasSameBinaryContentAs(temp.resolve("whole/model/detail_model.safetensors"));
        assertThat(Tensor.liveCount()).isEqualTo(tensors);
    }

    @Test
    void aModelWithADetailHeadGeneratesAndCanBeTrainedOn() throws Exception {
        run(SmallModel.training("detail", DETAIL), "detail");
        Path model = temp.resolve("detail/model");
        byte[] grey = new byte[4 * 64 * 64];
        Arrays.fill(grey, (byte) 128);
        JsonNode config =
                new ObjectMapper().readTree(model.resolve("model.json").toFile());
        assertThat(config.path("detail_model").path("image_size").asInt()).isEqualTo(64);
        int given = LgmConfig.fromJson(config.path("recon_model")).numGaussians();
        for (boolean offload : new boolean[] {false, true}) {
            ModelOptions options = ModelOptions.defaults().withOffload(offload);
            try (Ouroboros3D opened = Ouroboros3D.open(Device.CPU, options, model)) {
                GenerationOptions two = GenerationOptions.of(opened.info()).withSteps(2);
                Generation made = opened.generate(Image.of(64, 64, 4, grey), two);
                // A Gaussian for each pixel, and behind them one for each block of 2 x 2.
                assertThat(made.gaussians().count()).isEqualTo(given + 64 * 64 + 32 * 32);
                assertThat(made.renders().getFirst().width())
                        .isEqualTo(opened.info().imageSize());
            }
        }
        run(SmallModel.training("denoiser", "{\"steps\": 1}").withModel(model), "denoiser");
        assertThat(temp.resolve("denoiser/model/detail_model.safetensors"))
                .hasSameBinaryContentAs(temp.resolve("detail/model/detail_model.safetensors"));
    }

    @Test
    void aDetailHeadNeedsDepths() throws IOException {
        DatasetWriter.open(temp.resolve("set"), 32, 1, JsonNodeFactory.instance.objectNode())
                .write(ShapeItems.of(ShapeSettings.training(1, 32), 0, 1), 1, (done, total) -> {});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmallModel.training(
                        "detail", "{\"data\": {\"folder\": {\"path\": \"" + temp.resolve("set") + "\"}}}"))
                .withMessageContaining("\"detail\" stage learns from depths")
                .withMessageContaining("--depth");
    }

    @Test
    void picturesSmallerThanTheRenderingsAreNamed() throws IOException {
        DatasetWriter.open(temp.resolve("set"), 32, 1, JsonNodeFactory.instance.objectNode())
                .write(ShapeItems.of(ShapeSettings.training(1, 32), 0, 1), 1, (done, total) -> {});
        TrainingConfig config = SmallModel.training(
                "reconstructor",
                "{\"data\": {\"folder\": {\"path\": \"" + temp.resolve("set")
                        + "\"}}, \"reconstructor\": {\"render_size\": [32, 64]}}");
        assertThatThrownBy(() -> run(config, "run"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("32x32")
                .hasMessageContaining("square of 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "pretrain-planes", "pretrain-depth", "reconstructor", "denoiser"})
    void bfloat16TakesNearlyTheSameSteps(String stage) throws IOException {
        Told exact = run(SmallModel.training(stage, "{\"steps\": 2}"), "exact");
        Told rounded = run(SmallModel.training(stage, "{\"steps\": 2, \"autocast\": \"bf16\"}"), "rounded");
        double loss = exact.losses().getLast().total();
        assertThat(rounded.losses().getLast().total()).isNotEqualTo(loss).isCloseTo(loss, withinPercentage(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "reconstructor", "denoiser"})
    void halfPrecisionTakesNearlyTheSameSteps(String stage) throws IOException {
        Told exact = run(SmallModel.training(stage, "{\"steps\": 2}"), "exact");
        Told rounded = run(SmallModel.training(stage, "{\"steps\": 2, \"autocast\": \"fp16\"}"), "rounded");
        double loss = exact.losses().getLast().total();
        assertThat(rounded.losses().getLast().total()).isNotEqualTo(loss).isCloseTo(loss, withinPercentage(2));
        double norm = exact.steps.getLast().gradientNorm();
        assertThat(rounded.steps.getLast().gradientNorm()).as("unscaled").isCloseTo(norm, withinPercentage(5));
    }

    @Test
    void aTrainedModelOpensAndSaysHowItWasTrained() throws IOException {
        run(SmallModel.training("vae", "{\"steps\": 2, \"precision\": \"fp16\"}"), "vae");
        Path model = temp.resolve("vae/model");
        try (Ouroboros3D opened = Ouroboros3D.open(Device.CPU, model)) {
            assertThat(opened.info().trained()).isFalse();
            assertThat(opened.info().imageSize()).isEqualTo(32);
        }
        run(SmallModel.training("reconstructor", "{\"steps\": 1}").withModel(model), "reconstructor");
        run(
                SmallModel.training("denoiser", "{\"steps\": 1}").withModel(temp.resolve("reconstructor/model")),
                "denoiser");
        JsonNode config = new ObjectMapper()
                .readTree(temp.resolve("denoiser/model/model.json").toFile());
        assertThat(config.path("trained").asBoolean()).isTrue();
        assertThat(config.path("model_card").path("stages"))
                .extracting(stage -> stage.path("stage").asText() + " " + stage.path("samples"))
                .containsExactly("vae 4", "reconstructor 2", "denoiser 2");
        // One over the deviation of latents that random weights make; the published value is 0.18215.
        assertThat(config.path("vae").path("scaling_factor").asDouble())
                .isPositive()
                .isNotEqualTo(0.18215);
    }

    @Test
    void aTrainedModelKeepsWhatItsReconstructorSeesAndItsLowPass() throws IOException {
        ObjectNode config = (ObjectNode) SmallModel.config();
        config.put("reconstructor_input", "true_first_view").put("low_pass", true);
        Path start = Files.writeString(temp.resolve("model.json"), config.toString());
        run(SmallModel.training("joint", "{\"steps\": 1, \"sample_every\": 1}").withModel(start), "joint");
        try (Ouroboros3D opened = Ouroboros3D.open(Device.CPU, temp.resolve("joint/model"))) {
            assertThat(opened.info().reconstructorInput()).isEqualTo(ReconstructorInput.TRUE_FIRST_VIEW);
            assertThat(opened.info().lowPass()).isTrue();
        }
    }

    @Test
    void aDamagedCheckpointIsPassedOver() throws IOException {
        TrainingConfig config = SmallModel.training("reconstructor", "{\"checkpoint_every\": 1, \"batch_size\": 1}");
        List<StepLosses> whole = run(config, "run").losses();
        List<Path> kept = new CheckpointFolder(temp.resolve("run/checkpoints")).newestFirst();
        assertThat(kept)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("step-000000004.safetensors", "step-000000003.safetensors");
        flip(kept.getFirst());
        Told resumed = run(config, "run", true, 0);
        assertThat(resumed.losses()).isEqualTo(whole.subList(3, 4));
        assertThat(resumed.notices)
                .anySatisfy(text -> assertThat(text)
                        .contains("damaged")
                        .contains("step-000000004.safetensors")
                        .contains("checksum"));

        try (FileChannel channel = FileChannel.open(kept.getFirst(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }
        assertThat(run(config, "run", true, 0).notices)
                .anySatisfy(text -> assertThat(text).contains("cut short"));
        for (Path file : kept) {
            flip(file);
        }
        assertThatThrownBy(() -> run(config, "run", true, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("no usable checkpoint");
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aCheckpointOfAnotherConfigurationIsRefused() throws IOException {
        run(SmallModel.training("vae", "{\"steps\": 1}"), "run");
        TrainingConfig other =
                SmallModel.training("vae", "{\"steps\": 1, \"seed\": 5, \"loss\": {\"pixels\": \"l2\"}}");
        assertThatThrownBy(() -> run(other, "run", true, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("loss.pixels: \"l1\" then, \"l2\" now; seed: 0 then, 5 now");
        assertThatThrownBy(() -> run(other, "run"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("--resume");
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException {
        TrainingConfig config = SmallModel.training("reconstructor", "{\"steps\": 2, \"batch_size\": 1}");
        List<StepLosses> whole = run(config, "whole").losses();
        // What a process leaves that is killed at its first step.
        Files.createDirectories(temp.resolve("run/checkpoints"));
        Files.writeString(temp.resolve("run/checkpoints/.step-000000001.safetensors.1.part"), "half");
        Files.copy(temp.resolve("whole/metrics.jsonl"), temp.resolve("run/metrics.jsonl"));
        Told resumed = run(config, "run", true, 0);
        assertThat(resumed.losses()).isEqualTo(whole);
        assertThat(resumed.notices).anySatisfy(text -> assertThat(text).contains("begins anew"));
        assertThat(Files.readAllLines(temp.resolve("run/metrics.jsonl"))).hasSize(2);
        // A folder without a run is none to resume.
        assertThatThrownBy(() -> run(config, "other", true, 0)).hasMessageContaining("no usable checkpoint");
    }

    @Test
    void whatDescribesAModelDecidesNothingButItsWeightsDo() throws IOException {
        run(SmallModel.training("vae", "{\"steps\": 1}"), "vae");
        Path model = temp.resolve("vae/model");
        // Of constant step size, so that it may be made longer.
        String constant = "\"batch_size\": 1, \"optimizer\": {\"learning_rate\": 1e-3, \"warmup_steps\": 0}}";
        TrainingConfig config = SmallModel.training("reconstructor", "{\"steps\": 1, " + constant);
        TrainingConfig longer = SmallModel.training("reconstructor", "{\"steps\": 2, " + constant);
        run(config.withModel(model), "run");

        Path json = model.resolve("model.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode described = (ObjectNode) mapper.readTree(json.toFile());
        described.put("name", "renamed").withObject("/model_card").put("remark", "long ".repeat(10_000));
        Files.writeString(json, described.toString());
        assertThat(run(longer.withModel(model), "run", true, 0).steps).hasSize(1);

        described.put("image_size", 64).put("low_pass", true).put("remark", "long ".repeat(10_000));
        Files.writeString(json, described.toString());
        assertThatThrownBy(() -> run(longer.withModel(model), "run", true, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("model.json: image_size: 32 then, 64 now")
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("--model that it began"));
        assertThatThrownBy(() -> run(longer, "run", true, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the weights that it does not train are others: it began with another --model")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunAtTheLastGoodStep() throws IOException {
        TrainingConfig config = SmallModel.training(
                "reconstructor",
                "{\"steps\": 50, \"checkpoint_every\": 1, \"batch_size\": 1, \"export_every\": false,"
                        + " \"optimizer\": {\"learning_rate\": 1e30, \"warmup_steps\": 0}}");
        assertThatThrownBy(() -> run(config, "run"))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("step 2: .*(NaN|Infinity).*checkpoint of step 1 is kept in .*learning_rate.*")
                .extracting(e -> ((TrainingException) e).reason())
                .isEqualTo(TrainingException.Reason.DIVERGED);
        assertThat(temp.resolve("run/checkpoints/step-000000001.safetensors")).exists();
    }

    @Test
    void aCheckpointThatCannotBeWrittenEndsTheRunAndLeavesTheLast() throws IOException {
        TrainingConfig config = SmallModel.training("reconstructor", "{\"checkpoint_every\": 2, \"batch_size\": 1}");
        Path checkpoints = temp.resolve("run/checkpoints");
        TrainingListener saboteur = new TrainingListener() {
            @Override
            public void saved(Path checkpoint) {
                try {
                    Files.move(checkpoints, temp.resolve("moved"));
                    Files.createFile(checkpoints);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        TrainingRun run = new TrainingRun(config, new RunFolder(temp.resolve("run")), Device.CPU, saboteur);
        assertThatThrownBy(() -> run.run(false))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("checkpoints")
                .hasMessageContaining("--resume")
                .hasMessageContaining("step 2")
                .extracting(e -> ((TrainingException) e).reason())
                .isEqualTo(TrainingException.Reason.STORAGE);
        assertThat(temp.resolve("moved/step-000000002.safetensors")).exists();
    }
}
