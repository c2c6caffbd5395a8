package org.ouroboros3d.train.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ouroboros3d.collective.Collective;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.train.TrainableModel;
import org.ouroboros3d.train.parallel.DataParallel;

/** Saves a trainer and finds it again. */
final class RunState {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FROZEN = "frozen_weights";
    /** Keys of {@code model.json} that describe a model and decide nothing. */
    private static final List<String> DESCRIPTION = List.of("name", "trained", ModelCard.CARD);
    /** More differences than these help nobody. */
    private static final int MAX_DIFFERENCES = 12;

    private final TrainingConfig config;
    private final TrainableModel model;
    private final Trainer trainer;
    private final DataParallel parallel;
    private final Collective ranks;
    private final RunFolder folder;
    private final CheckpointFolder checkpoints;
    private final ObjectNode settings;

    RunState(TrainingConfig config, TrainableModel model, StageTrainer stage, RunFolder folder) {
        this.config = config;
        this.model = model;
        this.trainer = stage.trainer();
        this.parallel = stage.parallel();
        this.ranks = parallel.ranks();
        this.folder = folder;
        this.checkpoints = new CheckpointFolder(folder.checkpoints());
        this.settings = config.decisive();
        settings.put(
                FROZEN, WeightsChecksum.of(model, stage.parameters().byName().keySet()));
    }

    /**
     * {@return the file that rank 0 wrote the state to; nothing on other ranks} All ranks have to call it.
     *
     * @param seconds spent on the steps so far
     */
    Optional<Path> save(double seconds) {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> state = trainer.state();
            return ranks.rank() == 0 ? Optional.of(write(seconds, state)) : Optional.empty();
        }
    }

    private Path write(double seconds, Map<String, Tensor> state) {
        CheckpointHeader header = new CheckpointHeader(
                config.stage().toString(),
                trainer.steps(),
                config.seed(),
                seconds,
                settings.toString(),
                model.config().toString());
        return checkpoints.write(header, state);
    }

    /**
     * Goes on from the newest checkpoint that is not damaged, which rank 0 reads; a run that was ended before its first
     * one begins anew. All ranks have to call it.
     *
     * @param warnings are told of damaged ones
     * @return seconds spent on the steps until then
     * @throws TrainingException if there is none, or it belongs to another configuration
     */
    double restore(Consumer<String> warnings) {
        if (ranks.rank() == 0) {
            return read(warnings);
        }
        double[] told = told(0, 0);
        if (told[0] < 0) {
            return 0;
        }
        trainer.restore((long) told[0], Map.of());
        return told[1];
    }

    /** {@return what rank 0 tells the others: steps, or -1 where there are none, and seconds} */
    private double[] told(double steps, double seconds) {
        return parallel.sum(steps, seconds);
    }

    private double read(Consumer<String> warnings) {
        checkpoints.tidy();
        if (folder.isBegun() && checkpoints.newestFirst().isEmpty()) {
            warnings.accept("the run ended before its first checkpoint: it begins anew");
            told(-1, 0);
            return 0;
        }
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
            told((double) file.header().step(), file.header().seconds());
            trainer.restore(file.header().step(), saved);
            return file.header().seconds();
        }
    }

    private void requireSame(CheckpointFile file) {
        List<String> differences = new ArrayList<>();
        boolean otherWeights = false;
        try {
            JsonNode then = savedSettings(file);
            JsonNode now = reread(settings.toString());
            otherWeights = !then.path(FROZEN).equals(now.path(FROZEN));
            differences.addAll(JsonDifference.between(without(List.of(FROZEN), then), without(List.of(FROZEN), now)));
            differences.addAll(
                    JsonDifference.between(
                                    decisive(file.header().model()),
                                    decisive(model.config().toString()))
                            .stream()
                            .map(text -> "model.json: " + text)
                            .toList());
        } catch (JsonProcessingException e) {
            differences.add("its settings are not JSON");
        }
        if (otherWeights) {
            differences.addFirst("the weights that it does not train are others: it began with another --model");
        }
        if (!differences.isEmpty()) {
            int more = differences.size() - MAX_DIFFERENCES;
            throw new TrainingException(
                    TrainingException.Reason.CHECKPOINT,
                    "the checkpoint of step " + file.header().step() + " belongs to another configuration ("
                            + String.join("; ", differences.subList(0, Math.min(differences.size(), MAX_DIFFERENCES)))
                            + (more > 0 ? "; and " + more + " more" : "")
                            + "); resume with the configuration and the --model that the run began with, or begin a new"
                            + " run from its model with --model");
        }
    }

    private static JsonNode decisive(String model) throws JsonProcessingException {
        return without(DESCRIPTION, SnakeCase.stored(reread(model)));
    }

    private static JsonNode without(List<String> keys, JsonNode node) {
        return node instanceof ObjectNode object ? object.deepCopy().remove(keys) : node;
    }

    private static JsonNode savedSettings(CheckpointFile file) throws JsonProcessingException {
        JsonNode saved = SnakeCase.stored(JSON.readTree(file.header().settings()));
        if (saved instanceof ObjectNode object && object.path("stage").isTextual()) {
            object.put("stage", StageKind.presentName(object.path("stage").textValue()));
            TrainingConfig.complete(object);
        }
        return saved;
    }

    /** Numbers that were read are equal to others that were read; those that were set can be of another type. */
    private static JsonNode reread(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
