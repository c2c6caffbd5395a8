package org.ouroboros3d.diffusion;

import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Euler steps through Karras noise levels, as Stable Video Diffusion is sampled.
 *
 * <p>The levels are {@code (max^(1/7) + i/(N-1) * (min^(1/7) - max^(1/7)))^7} (Karras et al. 2022, equation 5, rho 7),
 * computed in double precision, rounded to float, and followed by 0. Time is continuous, {@code ln(sigma) / 4}. The
 * object is immutable: a step is addressed by its index. Follows diffusers 0.25.0,
 * {@code schedulers/scheduling_euler_discrete.py}, without its churn.
 */
public final class EulerDiscreteScheduler {
    private static final double RHO = 7;

    private final float[] sigmas;
    private final float[] timesteps;
    private final float initNoiseSigma;

    /**
     * Lays out the noise levels of one sampling run.
     *
     * @param config range of noise levels
     * @param numInferenceSteps number of denoising steps, at least 1
     */
    public EulerDiscreteScheduler(SchedulerConfig config, int numInferenceSteps) {
        if (numInferenceSteps < 1) {
            throw new IllegalArgumentException("numInferenceSteps must be at least 1, got " + numInferenceSteps);
        }
        sigmas = karrasSigmas(config, numInferenceSteps);
        timesteps = new float[numInferenceSteps];
        for (int i = 0; i < numInferenceSteps; i++) {
            timesteps[i] = 0.25f * (float) StrictMath.log(sigmas[i]);
        }
        float first = sigmas[0];
        initNoiseSigma = config.timestepSpacing() == SchedulerConfig.TimestepSpacing.LEADING
                ? (float) Math.sqrt(first * first + 1)
                : first;
    }

    /** {@return the number of denoising steps} */
    public int numInferenceSteps() {
        return timesteps.length;
    }

    /**
     * {@return the noise level that step {@code index} starts from; the level after the last step is 0}
     *
     * @param index 0 to {@link #numInferenceSteps()}
     */
    public float sigma(int index) {
        return sigmas[index];
    }

    /** {@return the time {@code ln(sigma) / 4} that the networks are given at step {@code index}} */
    public float timestep(int index) {
        return timesteps[index];
    }

    /** {@return the times of all steps, from the first} */
    public float[] timesteps() {
        return timesteps.clone();
    }

    /** {@return the standard deviation that the initial latents are drawn with} */
    public float initNoiseSigma() {
        return initNoiseSigma;
    }

    /**
     * {@return the latents as the network must see them, {@code sample / sqrt(sigma^2 + 1)}}
     *
     * @param sample noisy latents of any shape
     * @param index the step
     */
    public Tensor scaleModelInput(Tensor sample, int index) {
        float sigma = sigmas[index];
        return Arithmetic.div(sample, (float) Math.sqrt(sigma * sigma + 1));
    }

    /**
     * Takes one Euler step towards the clean latents that the network predicts.
     *
     * @param modelOutput v as predicted by the network, of the sample's shape
     * @param index the step
     * @param sample noisy latents at noise level {@code sigma(index)}
     * @return the latents at noise level {@code sigma(index + 1)} and the prediction they head for
     */
    public Step step(Tensor modelOutput, int index, Tensor sample) {
        float sigma = sigmas[index];
        EdmPreconditioning factors = new EdmPreconditioning(sigma);
        try (TensorScope scope = TensorScope.open()) {
            Tensor predOriginalSample = Arithmetic.add(
                    Arithmetic.mul(modelOutput, factors.cOut()), Arithmetic.div(sample, sigma * sigma + 1));
            return new Step(
                    scope.moveToOuter(stepTowards(predOriginalSample, index, sample)),
                    scope.moveToOuter(predOriginalSample));
        }
    }

    /**
     * Takes one Euler step towards given clean latents.
     *
     * @param cleanLatents of the sample's shape
     * @param index the step
     * @param sample noisy latents at noise level {@code sigma(index)}
     * @return the latents at noise level {@code sigma(index + 1)}
     */
    public Tensor stepTowards(Tensor cleanLatents, int index, Tensor sample) {
        float sigma = sigmas[index];
        try (TensorScope scope = TensorScope.open()) {
            Tensor derivative = Arithmetic.div(Arithmetic.sub(sample, cleanLatents), sigma);
            return scope.moveToOuter(Arithmetic.add(sample, Arithmetic.mul(derivative, sigmas[index + 1] - sigma)));
        }
    }

    /**
     * The outcome of a denoising step.
     *
     * @param prevSample latents at the next, lower noise level
     * @param predOriginalSample the clean latents that this step predicted
     */
    public record Step(Tensor prevSample, Tensor predOriginalSample) {}

    private static float[] karrasSigmas(SchedulerConfig config, int steps) {
        double minRoot = StrictMath.pow(config.sigmaMin(), 1 / RHO);
        double maxRoot = StrictMath.pow(config.sigmaMax(), 1 / RHO);
        float[] sigmas = new float[steps + 1];
        for (int i = 0; i < steps; i++) {
            double ramp = steps == 1 ? 0 : (double) i / (steps - 1);
            sigmas[i] = (float) StrictMath.pow(maxRoot + ramp * (minRoot - maxRoot), RHO);
        }
        return sigmas;
    }
}
