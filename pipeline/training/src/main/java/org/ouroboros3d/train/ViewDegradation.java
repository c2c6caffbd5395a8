package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.EdmPreconditioning;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.model.LatentEncoder;
import org.ouroboros3d.model.Networks;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Views for a reconstructor that are as poor as those a denoiser predicts at some noise level, without running one.
 *
 * <p>A share of the objects is degraded; each draws a noise level sigma, and with the strength
 * {@code s = sigma / (sigma + }{@value #HALF}{@code )} every view but the first
 *
 * <ol>
 *   <li>goes through the autoencoder: the most likely latents are decoded again, which leaves what a denoiser's views can
 *       show at best;
 *   <li>is blurred by a Gaussian of standard deviation {@value #BLUR} {@code s} of the view's width, as a prediction of the
 *       mean loses detail;
 *   <li>has each channel's distance from white multiplied by {@code 1 + }{@value #COLOR}{@code  s z} with a standard normal
 *       z for each view and channel: the views' colors disagree, and white background stays white.
 * </ol>
 *
 * <p>The numbers are fitted to what the built-in model predicts of held-out shapes without feedback at 0.05 to 100: the
 * squared errors of its views and the deviations of their mean distances from white.
 *
 * <p>The reconstructor is told {@code 0.25 ln(sigma)}, as in the recursive loop. The first view is the input view, which
 * the loop knows well at every noise level; it stays as it is. Objects that are not degraded stay clean and are told
 * {@value TrainingModules#CLEAN_TIMESTEP}.
 *
 * @param share of the objects, 0 to 1
 * @param levels distribution of the noise levels
 */
public record ViewDegradation(double share, NoiseLevels levels) {
    private static final double HALF = 0.7;
    private static final double BLUR = 0.07;
    private static final double COLOR = 0.13;
    /** Uses of noise in a step; each has its own stream. */
    private static final int STREAMS = 3;

    /** Checks the share. */
    public ViewDegradation {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("degrade is a share of the objects from 0 to 1, not " + share);
        }
    }

    /** Views as a reconstructor sees them. */
    static final class Views {
        private final Tensor images;
        private final float[] timesteps;

        /**
         * Holds them.
         *
         * @param images [B, F, 3, S, S], nominally in [-1, 1]
         * @param timesteps what it is told of the noise level, of each object or of all
         */
        private Views(Tensor images, float... timesteps) {
            this.images = images;
            this.timesteps = timesteps;
        }

        /** {@return the pictures, [B, F, 3, S, S], nominally in [-1, 1]} */
        Tensor images() {
            return images;
        }

        /** {@return what the reconstructor is told of the noise level, of each object or of all} */
        float[] timesteps() {
            return timesteps.clone();
        }
    }

    /**
     * {@return the views of a batch, some of them degraded, in the innermost scope}
     *
     * @param noise the generator
     * @param step number of the training step
     */
    Views of(TrainingModules modules, TrainingBatch batch, HostNoise noise, long step) {
        if (share == 0) {
            return new Views(batch.images(), TrainingModules.CLEAN_TIMESTEP);
        }
        long first = step * STREAMS;
        int objects = batch.size();
        RowDraws rows = RowDraws.of(noise, batch);
        double[] coins = rows.uniforms(first);
        List<Double> sigmas = rows.levels(levels, first + 1);
        int others = batch.frames() - 1;
        float[] normals = rows.normals(first + 2, others * 3);
        float[] timesteps = new float[objects];
        List<Tensor> images = new ArrayList<>();
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            for (int b = 0; b < objects; b++) {
                Tensor object = Shapes.narrow(batch.images(), 0, b, 1);
                timesteps[b] = TrainingModules.CLEAN_TIMESTEP;
                if (coins[b] < share) {
                    EdmPreconditioning level = new EdmPreconditioning(sigmas.get(b));
                    timesteps[b] = (float) level.cNoise();
                    object = degraded(
                            modules, object, level.sigma() / (level.sigma() + HALF), gains(normals, b, others));
                }
                images.add(object);
            }
            return new Views(scope.moveToOuter(Shapes.cat(images, 0)), timesteps);
        }
    }

    private static Tensor gains(float[] normals, int object, int views) {
        float[] own = new float[views * 3];
        System.arraycopy(normals, object * own.length, own, 0, own.length);
        return Tensor.of(own, 1, views, 3, 1, 1);
    }

    /** One object's views, all but the first degraded. */
    private static Tensor degraded(TrainingModules modules, Tensor object, double strength, Tensor normals) {
        Networks networks = modules.networks();
        long others = object.size(1) - 1;
        LatentEncoder encoder = networks.latentEncoder();
        Tensor latents = Arithmetic.mul(encoder.encode(Shapes.flatten(object, 0, 1)), encoder.scalingFactor());
        Tensor decoded = Shapes.narrow(networks.latentDecoder().decode(Shapes.unsqueeze(latents, 0)), 1, 1, others);
        Tensor blurred = PixelMatrices.blur(decoded, BLUR * strength * object.size(-1));
        Tensor gain = Arithmetic.add(Arithmetic.mul(normals.to(object.device()), COLOR * strength), 1);
        Tensor shifted = Arithmetic.add(Arithmetic.mul(Arithmetic.sub(blurred, 1), gain), 1);
        return Shapes.cat(List.of(Shapes.narrow(object, 1, 0, 1), shifted), 1);
    }
}
