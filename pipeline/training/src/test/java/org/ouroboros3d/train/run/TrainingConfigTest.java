package org.ouroboros3d.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.train.ImageLoss;

class TrainingConfigTest {
    private static final Path BASE = Path.of("/base");

    private static TrainingConfig read(String json) throws IOException {
        return TrainingConfig.fromJson(new ObjectMapper().readTree(json), BASE);
    }

    @Test
    void whatIsLeftOutIsAsThePaperHasIt() throws IOException {
        TrainingConfig config = read("{\"stage\": \"joint\", \"steps\": 10}");
        assertThat(config.diffusion().pMean()).isEqualTo(1.0);
        assertThat(config.diffusion().pStd()).isEqualTo(1.6);
        assertThat(config.diffusion().selfConditioning()).isEqualTo(0.5);
        assertThat(config.diffusion().feedback()).isEqualTo(Feedback.BOTH);
        assertThat(config.optimizer().clip()).isEqualTo(1.0);
        assertThat(config.model()).isEmpty();
    }

    @Test
    void pathsBeginAtTheFilesFolder() throws IOException {
        TrainingConfig config =
                read("{\"stage\": \"vae\", \"steps\": 1, \"model\": \"m\", \"data\": {\"folder\": {\"path\":"
                        + " \"d\"}}, \"loss\": {\"pixels\": \"l2\", \"lpips\": {\"backbone\": \"b.pth\", \"linear\":"
                        + " \"l.pth\"}}}");
        assertThat(config.model()).hasValue(Path.of("/base/m"));
        assertThat(config.data()).isInstanceOf(FolderData.class);
        assertThat(((FolderData) config.data()).ids()).hasValue(Path.of("/base/d/ids.txt"));
        assertThat(config.loss().pixels()).isEqualTo(ImageLoss.Pixels.L2);
        assertThat(config.loss().lpips().orElseThrow().files().linear()).isEqualTo(Path.of("/base/l.pth"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"steps": 1}                                                             | needs "stage"
                    {"stage": "pretrain", "steps": 1}                                        | one of [vae, pretrain-planes
                    {"stage": 1, "steps": 1}                                                 | "stage" must be one of
                    {"stage": "vae", "steps": 1, "lr": 1}                                    | there is no "lr"
                    {"stage": "vae", "steps": 1, "optimizer": {"lr": 1}}                     | optimizer configuration: there is no "lr"
                    {"stage": "vae", "steps": 1, "optimizer": {"betas": [0.9]}}              | two numbers
                    {"stage": "vae", "steps": 1, "optimizer": {"clip": 0}}                   | clip
                    {"stage": "vae", "steps": 0}                                             | at least 1
                    {"stage": "vae", "steps": 1, "batch_size": 0}                             | got 1 and 0
                    {"stage": "vae", "steps": 1, "data": {}}                                 | either "shapes" or a "folder"
                    {"stage": "vae", "steps": 1, "data": {"mix": []}}                        | at least one source
                    {"stage": "vae", "steps": 1, "data": {"mix": [{"shapes": {}}]}}          | lacks "share"
                    {"stage": "vae", "steps": 1, "data": {"mix": [{"shapes": {}, "share": 0}]}} | positive
                    {"stage": "vae", "steps": 1, "data": {"mix": [{"share": 1}]}}            | data.mix: name either
                    {"stage": "vae", "steps": 1, "data": {"mix": [], "shapes": {}}}          | not beside it
                    {"stage": "vae", "steps": 1, "data": {"shapes": {}, "augment": {"flip": 1}}} | there is no "flip"
                    {"stage": "vae", "steps": 1, "data": {"shapes": {}, "augment": {"zoom": 1}}} | "zoom" must be between
                    {"stage": "pretrain-depth", "steps": 1, "data": {"folder": {"path": "d"}}} | learns from depths
                    {"stage": "vae", "steps": 1, "data": {"shapes": {"views": []}}}          | at least one of
                    {"stage": "vae", "steps": 1, "data": {"shapes": {"min_elevation": 50}}}   | Elevations
                    {"stage": "vae", "steps": 1, "loss": {"lpips": {}}}                      | needs "backbone"
                    {"stage": "vae", "steps": 1, "loss": {"pixels": "l3"}}                   | one of [l1, l2]
                    {"stage": "vae", "steps": 1, "loss": {"chroma": -1}}                     | for chroma
                    {"stage": "vae", "steps": 1, "loss": {"gradient": -1}}                   | -1.0 for gradient
                    {"stage": "vae", "steps": 1, "autoencoder": {"clip": 0}}                 | clip at least 1
                    {"stage": "vae", "steps": 1, "autocast": "int8"}                         | one of [fp32, bf16, fp16]
                    {"stage": "vae", "steps": 1, "gradient_checkpointing": true}              | autoencoder.clip
                    {"stage": "joint", "steps": 1, "diffusion": {"self_conditioning": 2}}     | probability
                    {"stage": "joint", "steps": 1, "diffusion": {"feedback": "depth"}}       | one of [none, rgb, ccm, both]
                    {"stage": "reconstructor", "steps": 1, "reconstructor": {"degrade": 2}}  | share of the objects
                    {"stage": "reconstructor", "steps": 1, "reconstructor": {"render_size": [64]}} | smallest and the largest
                    {"stage": "reconstructor", "steps": 1, "reconstructor": {"render_size": [64, 100]}} | multiples of 8
                    {"stage": "reconstructor", "steps": 1, "reconstructor": {"render_size": [64, 32]}} | smaller one first
                    {"stage": "joint", "steps": 1, "diffusion": {"sigmas": "karras"}}        | one of [log_normal, sampler]
                    {"stage": "joint", "steps": 1, "diffusion": {"min_snr": 0}}              | cut off at 0
                    {"stage": "joint", "steps": 1, "diffusion": {"min_snr": 5, "trajectories": 2}} | share of the steps
                    {"stage": "joint", "steps": 1, "diffusion": {"trajectories": 0.5}}       | need min_snr
                    {"stage": "joint", "steps": 1, "diffusion": {"cached_objects": -1}}      | at least 0, not -1
                    """)
    void mistakesAreNamed(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aLossOfEdgesSetsAConfigurationApart() throws IOException {
        TrainingConfig without = read("{\"stage\": \"vae\", \"steps\": 1, \"loss\": {\"ssim\": 0}}");
        TrainingConfig with = read("{\"stage\": \"vae\", \"steps\": 1, \"loss\": {\"ssim\": 0, \"gradient\": 0.5}}");
        assertThat(with.loss().gradientWeight()).isEqualTo(0.5);
        assertThat(with.loss().withoutLpips()).isEqualTo("L1 and 0.5 × the difference of edges");
        assertThat(without.loss().withoutLpips()).isEqualTo("L1");
        assertThat(JsonDifference.between(without.decisive(), with.decisive()))
                .containsExactly("loss.gradient: 0.0 then, 0.5 now");
    }

    @Test
    void mixturesAndAugmentationsAreReadAndWritten() throws IOException {
        TrainingConfig config = read("""
                {"stage": "joint", "steps": 1, "data": {
                    "mix": [{"shapes": {"seed": 4}, "share": 0.6}, {"folder": {"path": "d"}, "share": 2}],
                    "augment": {"mirror": 0.5, "stretch": 0.2, "textures": 0.3}}}
                """);
        AugmentedData augmented = (AugmentedData) config.data();
        assertThat(augmented.augmentation()).isEqualTo(new Augmentation(0.5, 0, 0.2, 0, 0, 0.3, 0, 0));
        assertThat(((MixData) augmented.data()).sources()).hasSize(2);
        assertThat(config.data().knowsSurfaces()).isFalse();
        ObjectNode written = config.decisive().put("steps", 1);
        assertThat(TrainingConfig.fromJson(written, Path.of("/elsewhere")).data())
                .isEqualTo(config.data());
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void eachStageHasAConfigurationThatCanBeRead(StageKind stage) {
        assertThat(TrainingPreset.of(stage).stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @CsvSource({"billboards, PRETRAIN_PLANES", "surfaces, PRETRAIN_DEPTH"})
    void formerNamesOfStagesAreReadWithAWarning(String former, StageKind stage) throws IOException {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(StageKind.class.getName());
        logger.addHandler(handler);
        try {
            TrainingConfig config = read("{\"stage\": \"" + former + "\", \"steps\": 1}");
            assertThat(config.stage()).isEqualTo(stage);
            assertThat(warnings).containsExactly("the stage " + former + " is now called " + stage);
            assertThat(config.decisive())
                    .isEqualTo(
                            read("{\"stage\": \"" + stage + "\", \"steps\": 1}").decisive());
            assertThat(warnings).hasSize(1);
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void whatOlderCheckpointsDoNotNameHadItsDefault() throws IOException {
        TrainingConfig usual = read("{\"stage\": \"joint\", \"steps\": 1}");
        ObjectNode older = usual.decisive();
        older.remove("reconstructor");
        older.withObject("/diffusion").remove(List.of("sigmas", "min_snr", "trajectories", "cached_objects"));
        older.withObject("/loss").remove("gradient");
        TrainingConfig.complete(older);
        assertThat(JsonDifference.between(older, usual.decisive())).isEmpty();
        TrainingConfig other = read("{\"stage\": \"joint\", \"steps\": 1, \"diffusion\": {\"sigmas\": \"sampler\","
                + " \"min_snr\": 5, \"trajectories\": 0.5, \"cached_objects\": 9}, \"reconstructor\":"
                + " {\"render_size\": [64, 128], \"degrade\": 0.5}}");
        assertThat(JsonDifference.between(older, other.decisive()))
                .containsExactly(
                        "diffusion.cached_objects: 0 then, 9 now",
                        "diffusion.min_snr: nothing then, 5.0 now",
                        "diffusion.sigmas: \"log_normal\" then, \"sampler\" now",
                        "diffusion.trajectories: 0.0 then, 0.5 now",
                        "reconstructor.degrade: 0.0 then, 0.5 now",
                        "reconstructor.render_size: nothing then, [64,128] now");
        assertThat(TrainingConfig.fromJson(other.decisive().put("steps", 1), BASE))
                .isEqualTo(other);
    }

    @Test
    void aRunWithAConstantStepSizeMayBecomeLonger() throws IOException {
        assertThat(read("{\"stage\": \"vae\", \"steps\": 10}").decisive())
                .isEqualTo(read("{\"stage\": \"vae\", \"steps\": 20, \"sample_every\": 3}")
                        .decisive());
        String cosine = "{\"stage\": \"vae\", \"optimizer\": {\"schedule\": \"cosine\"}, \"steps\": ";
        assertThat(JsonDifference.between(
                        read(cosine + "10}").decisive(), read(cosine + "20}").decisive()))
                .containsExactly("steps: 10 then, 20 now");
    }
}
