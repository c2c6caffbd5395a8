package org.ouroboros3d.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;

/** Saves a trainer and finds it again. */
final class RunState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TrainingConfig config;
    private final TrainableModel model;
    private final Trainer trainer;
    private final CheckpointFolder checkpoints;
    private final ObjectNode settings;

    /** @param folder of the checkpoints */
    RunState(TrainingConfig config, TrainableModel model, Trainer trainer, Path folder) {
        this.config = config;
        this.model = model;
        this.trainer = trainer;
        this.checkpoints = new CheckpointFolder(folder);
        this.settings = config.decisive();
        settings.put(
                "frozen_weights",
                FrozenWeights.checksum(model, trainer.averages().keySet()));
    }

    /**
     * {@return the file that the state was written to}
     *
     * @param seconds spent on the steps so far
     */
    Path save(double seconds) {
        CheckpointHeader header = new CheckpointHeader(
                config.stage().toString(),
                trainer.steps(),
                config.seed(),
                seconds,
                settings.toString(),
                model.config().toString());
        return checkpoints.write(header, trainer.state());
    }

    /**
     * Goes on from the newest checkpoint that is not damaged.
     *
     * @param warnings are told of damaged ones
     * @return seconds spent on the steps until then
     * @throws TrainingException if there is none, or it belongs to another configuration
     */
    double restore(Consumer<String> warnings) {
        checkpoints.tidy();
        try (Arena arena = Arena.ofConfined();
                TensorScope scope = TensorScope.open()) {
            CheckpointFile file = checkpoints
                    .newestSound(arena, warnings)
                    .orElseThrow(() -> new TrainingException(
                            TrainingException.Reason.CHECKPOINT,
                            "there is no usable checkpoint to resume from; start again in another folder, without"
                                    + " --resume"));
            requireSame(file);
            Map<String, Tensor> saved = new LinkedHashMap<>();
            file.tensors().forEach((name, data) -> saved.put(name, data.toTensor()));
            trainer.restore(file.header().step(), saved);
            return file.header().seconds();
        }
    }

    private void requireSame(CheckpointFile file) {
        List<String> differences = new ArrayList<>();
        try {
            differences.addAll(JsonDifference.between(savedSettings(file), reread(settings.toString())));
            differences.addAll(JsonDifference.between(
                            SnakeCase.stored(JSON.readTree(file.header().model())),
                            SnakeCase.stored(reread(model.config().toString())))
                    .stream()
                    .map(text -> "model.json: " + text)
                    .toList());
        } catch (JsonProcessingException e) {
            differences.add("its settings are not JSON");
        }
        if (!differences.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.CHECKPOINT,
                    "the checkpoint of step " + file.header().step() + " belongs to another configuration ("
                            + String.join("; ", differences)
                            + "); resume with the configuration that the run began with, or begin a new run from its"
                            + " model with --model");
        }
    }

    private static JsonNode savedSettings(CheckpointFile file) throws JsonProcessingException {
        JsonNode saved = SnakeCase.stored(JSON.readTree(file.header().settings()));
        if (saved instanceof ObjectNode object && object.path("stage").isTextual()) {
            object.put("stage", StageKind.presentName(object.path("stage").textValue()));
        }
        return saved;
    }

    /** Numbers that were read are equal to others that were read; those that were set can be of another type. */
    private static JsonNode reread(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }

    /** The weights that a run uses and does not train: a resumed run has to find the same ones. */
    private static final class FrozenWeights {
        private FrozenWeights() {}

        /** {@return CRC-32C of names and elements of all tensors of a model but some} */
        static String checksum(TrainableModel model, Set<String> trained) {
            CRC32C crc = new CRC32C();
            for (Map.Entry<String, Tensor> entry : new TreeMap<>(model.tensors()).entrySet()) {
                if (!trained.contains(entry.getKey())) {
                    try (TensorScope scope = TensorScope.open()) {
                        Tensor onHost =
                                Shapes.contiguous(entry.getValue().detach().to(Device.CPU));
                        crc.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
                        crc.update(onHost.segment().asByteBuffer());
                    }
                }
            }
            return HexFormat.of().toHexDigits((int) crc.getValue());
        }
    }
}
