package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.JsonRecords;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.load.ModelFolder;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.train.TrainableModel;

/** The model that a run begins with. */
final class StartingModel {
    private StartingModel() {}

    /**
     * {@return the model of a configuration}
     *
     * @throws TrainingException if its sizes do not fit together
     * @throws org.ouroboros3d.format.WeightsException if a file is missing or damaged
     */
    static TrainableModel open(TrainingConfig config, Device device) {
        Optional<Path> given = config.model();
        try {
            if (given.isEmpty()) {
                return initial(config, BuiltInModel.config(), device);
            }
            Path path = given.get();
            if (Files.isRegularFile(path)) {
                return initial(config, SnakeCase.stored(JsonFile.read(path)), device);
            }
            ModelFolder folder = ModelFolder.open(path);
            return TrainableModel.load(folder, extended(config, folder.config()), config.seed(), device);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(
                    TrainingException.Reason.CONFIGURATION,
                    given.map(Path::toString).orElse("the built-in model") + ": " + e.getMessage(),
                    e);
        }
    }

    private static TrainableModel initial(TrainingConfig config, JsonNode model, Device device) {
        return TrainableModel.initial(extended(config, model), config.seed(), device);
    }

    /** {@return the configuration with a section for the part that the stage trains, where it has none yet} */
    private static JsonNode extended(TrainingConfig config, JsonNode model) {
        String section = ModelPart.DETAIL_MODEL.key();
        if (config.stage() != StageKind.DETAIL || model.has(section)) {
            return model;
        }
        ObjectNode extended = model.deepCopy();
        extended.set(section, JsonRecords.tree(config.detail().network()));
        return extended;
    }
}
