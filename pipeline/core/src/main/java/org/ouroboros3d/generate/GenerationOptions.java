package org.ouroboros3d.generate;

import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.SamplingDefaults;

/**
 * What one generation can be told; {@link #defaults()} is the published inference, {@link #of(ModelInfo)} what suits a model.
 *
 * @param seed of the noise; the same seed gives the same noise on every device
 * @param steps denoising steps, 1 to 1000
 * @param feedback which rendered maps the next step sees through the adapters
 * @param latentFeedback whether renderings are also blended into the predicted latents
 * @param feedbackEvery reconstruct and feed back after every k-th step only, at least 1; the steps between see the last
 *     maps again, and the last step always reconstructs
 * @param guidance classifier-free, of all views
 * @param noiseAugStrength standard deviation of the noise that is added to the image before it is encoded, 0 to 1
 * @param cameras of the views, at most 256; the first is that of the picture
 * @param stepGaussians whether to keep the 3D model of each step, see {@link Generation#stepGaussians}
 */
public record GenerationOptions(
        long seed,
        int steps,
        Feedback feedback,
        LatentFeedback latentFeedback,
        int feedbackEvery,
        LinearGuidance guidance,
        double noiseAugStrength,
        Cameras cameras,
        boolean stepGaussians) {
    /** Views that the networks see at once in a step; far more than any model was trained with. */
    private static final int MAX_VIEWS = 256;

    /** Checks the ranges. */
    public GenerationOptions {
        SamplingDefaults.requireSteps(steps);
        if (feedbackEvery < 1) {
            throw new IllegalArgumentException("feedbackEvery must be at least 1, not " + feedbackEvery);
        }
        if (!(noiseAugStrength >= 0 && noiseAugStrength <= 1)) {
            throw new IllegalArgumentException("noiseAugStrength must be between 0 and 1, not " + noiseAugStrength);
        }
        if (cameras.views() > MAX_VIEWS) {
            throw new IllegalArgumentException("a generation has at most " + MAX_VIEWS + " views, not "
                    + cameras.views() + "; render the Gaussians that it makes from any number of cameras");
        }
    }

    /**
     * {@return 25 steps with both maps fed back after each, guidance 1 to 3, conditioning noise 0.02, the published cameras,
     * seed 0, and no Gaussians of the steps}
     */
    public static GenerationOptions defaults() {
        return of(SamplingDefaults.PUBLISHED);
    }

    /** {@return the defaults with the steps and the guidance that a model is best sampled with} */
    public static GenerationOptions of(ModelInfo model) {
        return of(model.sampling());
    }

    private static GenerationOptions of(SamplingDefaults sampling) {
        return new GenerationOptions(
                0,
                sampling.steps(),
                Feedback.BOTH,
                LatentFeedback.OFF,
                1,
                sampling.guidance(),
                0.02,
                Cameras.eightViews(),
                false);
    }

    /** {@return these options with another seed} */
    public GenerationOptions withSeed(long value) {
        return new GenerationOptions(
                value,
                steps,
                feedback,
                latentFeedback,
                feedbackEvery,
                guidance,
                noiseAugStrength,
                cameras,
                stepGaussians);
    }

    /** {@return these options with another number of steps} */
    public GenerationOptions withSteps(int value) {
        return new GenerationOptions(
                seed,
                value,
                feedback,
                latentFeedback,
                feedbackEvery,
                guidance,
                noiseAugStrength,
                cameras,
                stepGaussians);
    }

    /** {@return these options with other maps fed back} */
    public GenerationOptions withFeedback(Feedback value) {
        return new GenerationOptions(
                seed, steps, value, latentFeedback, feedbackEvery, guidance, noiseAugStrength, cameras, stepGaussians);
    }

    /** {@return these options with other feedback into the latents} */
    public GenerationOptions withLatentFeedback(LatentFeedback value) {
        return new GenerationOptions(
                seed, steps, feedback, value, feedbackEvery, guidance, noiseAugStrength, cameras, stepGaussians);
    }

    /** {@return these options with feedback after every {@code value}-th step} */
    public GenerationOptions withFeedbackEvery(int value) {
        return new GenerationOptions(
                seed, steps, feedback, latentFeedback, value, guidance, noiseAugStrength, cameras, stepGaussians);
    }

    /** {@return these options with another guidance} */
    public GenerationOptions withGuidance(LinearGuidance value) {
        return new GenerationOptions(
                seed, steps, feedback, latentFeedback, feedbackEvery, value, noiseAugStrength, cameras, stepGaussians);
    }

    /** {@return these options with another conditioning noise} */
    public GenerationOptions withNoiseAugStrength(double value) {
        return new GenerationOptions(
                seed, steps, feedback, latentFeedback, feedbackEvery, guidance, value, cameras, stepGaussians);
    }

    /** {@return these options with other cameras} A multiple of the views that the reconstructor takes. */
    public GenerationOptions withCameras(Cameras value) {
        return new GenerationOptions(
                seed, steps, feedback, latentFeedback, feedbackEvery, guidance, noiseAugStrength, value, stepGaussians);
    }

    /** {@return these options, keeping the Gaussians of the steps or not} */
    public GenerationOptions withStepGaussians(boolean value) {
        return new GenerationOptions(
                seed, steps, feedback, latentFeedback, feedbackEvery, guidance, noiseAugStrength, cameras, value);
    }

    /** {@return whether renderings reach the next step at all} */
    public boolean feedsBack() {
        return feedback != Feedback.NONE || latentFeedback.isOn();
    }

    /** Whether step {@code index} ends with a reconstruction. */
    public boolean reconstructsAfter(int index) {
        return index == steps - 1 || (feedsBack() && (index + 1) % feedbackEvery == 0);
    }
}
