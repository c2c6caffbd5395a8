package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;

/**
 * What {@code model.json} says of a model's training, stage by stage.
 *
 * @param config of the run
 * @param device that it runs on
 */
record ModelCard(TrainingConfig config, Device device) {
    /** Of {@code model.json}. */
    static final String CARD = "model_card";

    private static final String STAGES = "stages";
    private static final String TRAINED = "trained_parts";

    /**
     * Adds this stage to what the model's configuration says already, and sets {@code trained} to whether every network
     * but the image encoder, which may keep its first weights, has been trained.
     *
     * @param model the configuration that the run began with, to be changed
     * @param last the step that the weights are of
     * @param seconds of training so far
     */
    void writeTo(ObjectNode model, StepReport last, double seconds) {
        Set<ModelPart> trained = trainedBefore(model);
        trained.addAll(config.stage().parts(config.trainImageEncoder()));
        model.put("trained", trained.containsAll(Set.of(ModelPart.VAE, ModelPart.MV_MODEL, ModelPart.RECON_MODEL)));
        ObjectNode card = model.withObject("/" + CARD);
        ArrayNode names = card.putArray(TRAINED);
        trained.forEach(part -> names.add(part.key()));
        ObjectNode stage = card.withArray(STAGES).addObject();
        stage.put("stage", config.stage().toString());
        stage.put("steps", last.step());
        stage.put("samples", last.step() * config.batching().samples());
        stage.put("seconds", Math.round(seconds));
        stage.put("loss", last.losses().total());
        stage.set("settings", config.decisive());
        stage.put("hardware", hardware());
        stage.put("libtorch", LibTorch.load().version());
    }

    private static Set<ModelPart> trainedBefore(JsonNode model) {
        Set<ModelPart> trained = EnumSet.noneOf(ModelPart.class);
        JsonNode card = model.path(CARD).path(TRAINED);
        for (ModelPart part : ModelPart.values()) {
            boolean listed = false;
            for (JsonNode name : card) {
                listed |= name.asText().equals(part.key());
            }
            // Published models have no such card, and are trained.
            if (listed || (card.isMissingNode() && model.path("trained").asBoolean(true) && model.has(part.key()))) {
                trained.add(part);
            }
        }
        return trained;
    }

    private String hardware() {
        String processors = Runtime.getRuntime().availableProcessors() + " × "
                + processorName().orElse(System.getProperty("os.arch"));
        return device.isHost() ? processors : device + " (host: " + processors + ")";
    }

    private static Optional<String> processorName() {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
