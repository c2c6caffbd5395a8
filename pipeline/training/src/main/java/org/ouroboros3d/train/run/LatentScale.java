package org.ouroboros3d.train.run;

import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.TensorScope;

/** What an autoencoder's latents have to be multiplied by for a deviation of one (Rombach et al. 2022, appendix G). */
final class LatentScale {
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
