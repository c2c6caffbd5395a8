package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.vae.VaeEncoder;

/** Writes the model of a run: averaged weights, what they were trained on, and the scale of the autoencoder's latents. */
final class ModelExport {
    private final TrainingConfig config;
    private final AveragedModel model;
    private final Device device;
    private final Path folder;

    /** @param folder of the model, replaced each time */
    ModelExport(TrainingConfig config, AveragedModel model, Device device, Path folder) {
        this.config = config;
        this.model = model;
        this.device = device;
        this.folder = folder;
    }

    /**
     * Writes the folder.
     *
     * @param last the step that the weights are of
     * @param seconds of training so far
     */
    void write(StepReport last, double seconds) {
        ObjectNode json = model.trained().config().deepCopy();
        if (config.stage() == StageKind.VAE) {
            json.withObject("/" + ModelPart.VAE.key()).put("scaling_factor", latentScale());
        }
        new ModelCard(config, device).writeTo(json, last, seconds);
        ModelFiles.write(folder, json, model.parts(), config.precision().type());
    }

    private double latentScale() {
        VaeEncoder encoder =
                new VaeEncoder(model.weights(ModelPart.VAE), model.trained().vae());
        // Whatever was left out has been told of by the training's own source.
        try (BatchSource samples = config.data().training(model.trained().info().imageSize(), device, leftOut -> {})) {
            return LatentScale.of(encoder, samples);
        }
    }
}
