package org.ouroboros3d.train.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.ouroboros3d.format.json.JsonFile;
import org.ouroboros3d.format.json.SnakeCase;
import org.ouroboros3d.load.BuiltInModel;
import org.ouroboros3d.load.ModelFolder;
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
                return TrainableModel.initial(BuiltInModel.config(), config.seed(), device);
            }
            Path path = given.get();
            return Files.isRegularFile(path)
                    ? TrainableModel.initial(SnakeCase.stored(JsonFile.read(path)), config.seed(), device)
                    : TrainableModel.load(ModelFolder.open(path), device);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(
                    TrainingException.Reason.CONFIGURATION,
                    given.map(Path::toString).orElse("the built-in model") + ": " + e.getMessage(),
                    e);
        }
    }
}
