package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.ouroboros3d.format.json.JsonConfig;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.model.MixedPrecision;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.train.LearningRate;
import org.ouroboros3d.train.LossScale;

/**
 * What a run does.
 *
 * @param stage that is trained
 * @param model the {@code model.json} whose networks start from random weights, or the model folder to continue from;
 *     empty for the built-in model's networks with random weights
 * @param data to train on
 * @param batching how samples make steps
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
        DataConfig data,
        Trainer.Batching batching,
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
        DType precision,
        DType autocast,
        boolean gradientCheckpointing,
        ParallelConfig parallel) {
    private static final String NAME = "training";

    /** Checks the ranges. */
    public TrainingConfig {
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
        JsonConfig json = JsonConfig.of(NAME, SnakeCase.read(node, NAME + " configuration"))
                .only(
                        "stage",
                        "model",
                        "data",
                        "batch_size",
                        "accumulation",
                        "steps",
                        "seed",
                        "train_image_encoder",
                        "optimizer",
                        "autoencoder",
                        "reconstructor",
                        "detail",
                        "diffusion",
                        "loss",
                        "checkpoint_every",
                        "sample_every",
                        "export_every",
                        "precision",
                        "autocast",
                        "gradient_checkpointing",
                        "parallel");
        if (!json.has("stage") || !json.has("steps")) {
            throw new IllegalArgumentException("training configuration needs \"stage\" (one of "
                    + Arrays.toString(StageKind.values()) + ") and \"steps\"");
        }
        String model = json.text("model", "");
        return new TrainingConfig(
                stage(json),
                model.isEmpty() ? Optional.empty() : Optional.of(base.resolve(model)),
                json.has("data") ? DataConfig.fromJson(json.object("data"), base) : ShapesData.DEFAULT,
                new Trainer.Batching(json.integer("batch_size", 1), json.integer("accumulation", 1)),
                json.integer("steps"),
                json.longInteger("seed", 0),
                json.flag("train_image_encoder", false),
                json.has("optimizer") ? OptimizerConfig.fromJson(json.object("optimizer")) : OptimizerConfig.DEFAULT,
                json.has("autoencoder")
                        ? AutoencoderConfig.fromJson(json.object("autoencoder"))
                        : AutoencoderConfig.DEFAULT,
                json.has("reconstructor")
                        ? ReconstructorConfig.fromJson(json.object("reconstructor"))
                        : ReconstructorConfig.DEFAULT,
                json.has("detail") ? DetailTraining.fromJson(json.object("detail")) : DetailTraining.DEFAULT,
                json.has("diffusion") ? DiffusionConfig.fromJson(json.object("diffusion")) : DiffusionConfig.DEFAULT,
                json.has("loss") ? LossConfig.fromJson(json.object("loss"), base) : LossConfig.DEFAULT,
                json.integer("checkpoint_every", 500),
                json.integer("sample_every", 500),
                json.flag("export_every", true),
                ConfigWords.type(json, "precision", DType.FLOAT32, DType.FLOAT16),
                ConfigWords.type(json, "autocast", DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16),
                json.flag("gradient_checkpointing", false),
                json.has("parallel") ? ParallelConfig.fromJson(json.object("parallel")) : ParallelConfig.DEFAULT);
    }

    private static StageKind stage(JsonConfig json) {
        String name = json.text("stage", "");
        try {
            return StageKind.named(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NAME + " configuration: " + e.getMessage(), e);
        }
    }

    /** {@return the same from another model} */
    public TrainingConfig withModel(Path folder) {
        return new TrainingConfig(
                stage,
                Optional.of(folder),
                data,
                batching,
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

    /** {@return networks that compute in {@link #autocast}} */
    MixedPrecision mixedPrecision() {
        return new MixedPrecision(autocast);
    }

    /** {@return what losses are multiplied with} bfloat16 has the range of float32: its gradients need no scaling. */
    LossScale lossScale() {
        return autocast == DType.FLOAT16 ? LossScale.dynamic() : LossScale.none();
    }

    /** {@return the step sizes of the run} */
    LearningRate learningRates() {
        return new LearningRate(optimizer.learningRate(), optimizer.warmupSteps(), steps, optimizer.schedule());
    }

    /** {@return everything that ranks have to have in common, for comparison} */
    ObjectNode shared() {
        ObjectNode node = decisive();
        node.put("steps", steps);
        node.put("checkpoint_every", checkpointEvery);
        parallel.writeTo(node.putObject("parallel"));
        return node;
    }

    /**
     * {@return everything that decides what a step does, for comparison} The number of steps belongs to it only where the
     * step size depends on it: a run with a constant one may be made longer.
     */
    ObjectNode decisive() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("stage", stage.toString());
        data.writeTo(node.putObject("data"));
        node.put("batch_size", batching.size());
        node.put("accumulation", batching.accumulation());
        if (optimizer.schedule() != LearningRate.Decay.CONSTANT) {
            node.put("steps", steps);
        }
        node.put("seed", seed);
        node.put("train_image_encoder", trainImageEncoder);
        node.put("autocast", ConfigWords.of(autocast));
        node.put("gradient_checkpointing", gradientCheckpointing);
        optimizer.writeTo(node.putObject("optimizer"));
        autoencoder.writeTo(node.putObject("autoencoder"));
        // Checkpoints that know nothing of it were made with its defaults.
        if (!reconstructor.equals(ReconstructorConfig.DEFAULT)) {
            reconstructor.writeTo(node.putObject("reconstructor"));
        }
        if (stage == StageKind.DETAIL) {
            detail.writeTo(node.putObject("detail"));
        }
        diffusion.writeTo(node.putObject("diffusion"));
        loss.writeTo(node.putObject("loss"));
        return node;
    }
}
