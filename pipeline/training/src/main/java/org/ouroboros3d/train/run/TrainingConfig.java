package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.detail.DetailConfig;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.train.LearningRate;
import org.ouroboros3d.train.LossScale;

/**
 * What a run does.
 *
 * @param stage that is trained
 * @param model the {@code model.json} whose networks start from random weights, or the model folder to continue from;
 *     empty for the built-in model's networks with random weights
 * @param data to train on
 * @param batchSize samples of a batch, those of all ranks together
 * @param accumulation batches of a step
 * @param steps of the run
 * @param seed of initial weights and of all random draws
 * @param trainImageEncoder whether the image encoder is trained with the denoiser
 * @param optimizer how gradients change the parameters
 * @param autoencoder how the autoencoder is trained
 * @param reconstructor how the reconstructor is trained alone
 * @param detail how the detail head is trained
 * @param diffusion how the denoiser is trained
 * @param loss what pictures are compared with
 * @param checkpointEvery steps between two checkpoints
 * @param sampleEvery steps between two looks at samples that no training sees
 * @param exportEvery whether the model folder is written at every checkpoint, not only at the end
 * @param precision element type of the written model's weights, float32 or float16
 * @param autocast what convolutions, layers and attention compute in: float32, bfloat16, or float16, the paper's setting;
 *     weights and everything else are float32
 * @param gradientCheckpointing whether the backward pass computes inner results of denoiser and reconstructor again, for
 *     less memory; see {@link org.ouroboros3d.ops.GradientCheckpoints}
 * @param parallel how ranks train together
 */
public record TrainingConfig(
        StageKind stage,
        Optional<Path> model,

        @JsonSerialize(converter = DataSection.Written.class)
        DataConfig data,

        int batchSize,
        int accumulation,
        int steps,
        long seed,
        boolean trainImageEncoder,
        OptimizerConfig optimizer,
        AutoencoderConfig autoencoder,
        ReconstructorConfig reconstructor,
        DetailTraining detail,
        DiffusionConfig diffusion,
        LossConfig loss,
        int checkpointEvery,
        int sampleEvery,
        boolean exportEvery,
        FloatType precision,
        FloatType autocast,
        boolean gradientCheckpointing,
        ParallelConfig parallel) {
    private static final String NAME = "training";

    private static final JsonRecords JSON = JsonRecords.plain()
            .with(TrainingConfig.class, """
                    {"data": {"shapes": {}}, "batch_size": 1, "accumulation": 1, "seed": 0, "train_image_encoder": false,
                     "optimizer": {}, "autoencoder": {}, "reconstructor": {}, "detail": {}, "diffusion": {}, "loss": {},
                     "checkpoint_every": 500, "sample_every": 500, "export_every": true, "precision": "fp32",
                     "autocast": "fp32", "gradient_checkpointing": false, "parallel": {}}
                    """)
            .with(
                    FolderData.class,
                    JsonRecords.tree(ShapesData.DEFAULT).retain("seed", "views").toString())
            .with(LossConfig.LpipsConfig.class, LossConfig.LpipsConfig.DEFAULTS)
            .with(ShapesData.DEFAULT)
            .with(Augmentation.NONE)
            .with(OptimizerConfig.DEFAULT)
            .with(AutoencoderConfig.DEFAULT)
            .with(ReconstructorConfig.DEFAULT)
            .with(DetailTraining.DEFAULT)
            .with(DetailConfig.DEFAULT)
            .with(DiffusionConfig.DEFAULT)
            .with(LossConfig.DEFAULT)
            .with(ParallelConfig.DEFAULT);

    /** Checks the ranges. */
    public TrainingConfig {
        Trainer.Batching.require(batchSize, accumulation);
        precision.require("training: \"precision\"", FloatType.FP32, FloatType.FP16);
        if (steps < 1 || checkpointEvery < 1 || sampleEvery < 1) {
            throw new IllegalArgumentException(
                    "training: steps, checkpoint_every and sample_every must be at least 1, got " + steps + ", "
                            + checkpointEvery + " and " + sampleEvery);
        }
        if (gradientCheckpointing && stage == StageKind.VAE) {
            throw new IllegalArgumentException("training: gradient_checkpointing is for denoiser and reconstructor;"
                    + " a \"vae\" stage takes less memory with fewer frames (autoencoder.clip)");
        }
        if ((stage == StageKind.PRETRAIN_DEPTH || stage == StageKind.DETAIL) && !data.knowsSurfaces()) {
            throw new IllegalArgumentException(
                    "training: a \"" + stage + "\" stage learns from depths, which not all of the"
                            + " data have; render folders with --depth, or train it on \"shapes\"");
        }
    }

    /**
     * Reads a configuration file; relative paths in it begin at its folder.
     *
     * @throws org.ouroboros3d.format.WeightsException if the file cannot be read or is not JSON
     * @throws TrainingException if a key is unknown or holds something else than it should
     */
    public static TrainingConfig read(Path file) {
        Path base = file.toAbsolutePath().getParent();
        try {
            return fromJson(JsonFile.read(file), base);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(TrainingException.Reason.CONFIGURATION, file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a configuration.
     *
     * @param base what relative paths begin at
     * @throws IllegalArgumentException if a key is unknown or holds something else than it should
     */
    public static TrainingConfig fromJson(JsonNode node, Path base) {
        JsonNode present = SnakeCase.read(node, NAME + " configuration");
        if (!present.hasNonNull("stage") || !present.hasNonNull("steps")) {
            throw new IllegalArgumentException("training configuration needs \"stage\" (one of "
                    + Arrays.toString(StageKind.values()) + ") and \"steps\"");
        }
        return JSON.read(NAME, present, TrainingConfig.class, base);
    }

    /** {@return the same from another model} */
    public TrainingConfig withModel(Path folder) {
        return new TrainingConfig(
                stage,
                Optional.of(folder),
                data,
                batchSize,
                accumulation,
                steps,
                seed,
                trainImageEncoder,
                optimizer,
                autoencoder,
                reconstructor,
                detail,
                diffusion,
                loss,
                checkpointEvery,
                sampleEvery,
                exportEvery,
                precision,
                autocast,
                gradientCheckpointing,
                parallel);
    }

    /** {@return how samples make steps} */
    Trainer.Batching batching() {
        return new Trainer.Batching(batchSize, accumulation);
    }

    /** {@return networks that compute in {@link #autocast}} */
    MixedPrecision mixedPrecision() {
        return new MixedPrecision(autocast.type());
    }

    /** {@return what losses are multiplied with} bfloat16 has the range of float32: its gradients need no scaling. */
    LossScale lossScale() {
        return autocast == FloatType.FP16 ? LossScale.dynamic() : LossScale.none();
    }

    /** {@return the step sizes of the run} */
    LearningRate learningRates() {
        return new LearningRate(optimizer.learningRate(), optimizer.warmupSteps(), steps, optimizer.schedule());
    }

    /** {@return everything that ranks have to have in common, for comparison} */
    ObjectNode shared() {
        return JsonRecords.tree(this).remove(List.of("model", "sample_every", "export_every", "precision"));
    }

    /**
     * {@return everything that decides what a step does, for comparison} The number of steps belongs to it only where the
     * step size depends on it: a run with a constant one may be made longer.
     */
    ObjectNode decisive() {
        ObjectNode node = shared().remove(List.of("checkpoint_every", "parallel"));
        if (optimizer.schedule() == LearningRate.Decay.CONSTANT) {
            node.remove("steps");
        }
        if (stage != StageKind.DETAIL) {
            node.remove("detail");
        }
        return node;
    }

    /** Adds to what {@link #decisive} gave an earlier version what that did not know: it did as the defaults do. */
    static void complete(ObjectNode decisive) {
        Map<String, Record> sections = Map.of(
                "reconstructor", ReconstructorConfig.DEFAULT,
                "diffusion", DiffusionConfig.DEFAULT,
                "loss", LossConfig.DEFAULT);
        sections.forEach((key, defaults) -> {
            ObjectNode complete = JsonRecords.tree(defaults);
            JsonNode known = decisive.path(key);
            if (known instanceof ObjectNode object) {
                complete.setAll(object);
            }
            if (known.isObject() || known.isMissingNode()) {
                decisive.set(key, complete);
            }
        });
    }
}
