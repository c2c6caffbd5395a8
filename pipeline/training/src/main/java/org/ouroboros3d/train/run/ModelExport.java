package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.ouroboros3d.load.ModelPart;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.TensorScope;
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

    /** What an autoencoder's latents have to be multiplied by for a deviation of one (Rombach et al. 2022, appendix G). */
    private static final class LatentScale {
        /** Objects that the deviation is taken over, the first ones of the training samples. */
        static final int SAMPLES = 16;

        private LatentScale() {}

        /**
         * {@return one over the standard deviation of all components of the latents}
         *
         * @throws TrainingException if the latents do not vary
         */
        static double of(LatentEncoder encoder, BatchSource samples) {
            double sum = 0;
            double squares = 0;
            long count = 0;
            for (int i = 0; i < SAMPLES; i++) {
                try (GradMode off = GradMode.disabled();
                        TensorScope scope = TensorScope.open()) {
                    float[] latents = encoder.encode(
                                    Shapes.flatten(samples.batch(i, 1).images(), 0, 1))
                            .toFloatArray();
                    for (float value : latents) {
                        sum += value;
                        squares += (double) value * value;
                    }
                    count += latents.length;
                }
            }
            double mean = sum / count;
            double deviation = Math.sqrt(squares / count - mean * mean);
            if (!(deviation > 0) || Double.isInfinite(deviation)) {
                throw new TrainingException(
                        TrainingException.Reason.DIVERGED,
                        "the autoencoder's latents have a standard deviation of " + deviation + ", so there is no scale"
                                + " that a denoiser could work at; train the vae stage with a lower learning_rate");
            }
            return 1 / deviation;
        }
    }
}
