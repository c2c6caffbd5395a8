package org.ouroboros3d.cli;

import java.util.Objects;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.LatentFeedback;
import org.ouroboros3d.model.ModelInfo;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code generate} that are handed to the model as they are. */
final class GenerationFlags {
    private static final GenerationOptions DEFAULTS = GenerationOptions.defaults();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the noise; the same seed gives the same noise on every device (default: 0).")
    private long seed = DEFAULTS.seed();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Denoising steps (default: the model's own, 25 for published ones).")
    private Integer steps;

    @Option(
            names = "--feedback",
            paramLabel = "MAPS",
            description = "Rendered maps that the next step sees: rgb, ccm, both or none (default: both).")
    private Feedback feedback = DEFAULTS.feedback();

    /** Where renderings are fed back to. */
    enum Target {
        ADAPTERS,
        LATENTS,
        BOTH
    }

    @Option(
            names = "--feedback-into",
            paramLabel = "TARGET",
            description = "Where renderings are fed back: through the adapters (the paper's method), into the predicted"
                    + " latents (re-sampling, as in VideoMV and IM-3D, with which the paper compares) or both:"
                    + " adapters, latents, both (default: adapters).")
    private Target feedbackInto = Target.ADAPTERS;

    @Option(
            names = "--latent-weight",
            paramLabel = "W",
            description = "Weight of the encoded renderings in the latents, 0 to 1 (default: 1, they replace the"
                    + " prediction).")
    private double latentWeight = 1;

    @Option(
            names = "--latent-sigma",
            paramLabel = "SIGMA",
            description = "Noise level above which renderings are blended into the latents (default: 1).")
    private double latentSigma = 1;

    @Option(
            names = "--feedback-every",
            paramLabel = "K",
            description = "Reconstruct and feed back after every K-th step only (default: 1).")
    private int feedbackEvery = DEFAULTS.feedbackEvery();

    @Option(
            names = "--min-guidance",
            paramLabel = "X",
            description =
                    "Classifier-free guidance of the first view (default: the model's own, 1 for published ones).")
    private Double minGuidance;

    @Option(
            names = "--max-guidance",
            paramLabel = "X",
            description =
                    "Guidance of the last view; linear between the first and the last (default: the model's own, 3 for published"
                            + " ones).")
    private Double maxGuidance;

    @Option(
            names = "--guidance-start",
            paramLabel = "SHARE",
            description = "Share of the steps after which guidance starts, 0 to 1. Steps without guidance take half the"
                    + " denoiser's work (default: 0).")
    private double guidanceStart;

    @Option(
            names = "--guidance-stop",
            paramLabel = "SHARE",
            description = "Share of the steps after which guidance stops, 0 to 1 (default: 1).")
    private double guidanceStop = 1;

    @Option(
            names = "--noise-aug-strength",
            paramLabel = "X",
            description = "Noise that is added to the image before it is encoded, 0 to 1 (default: 0.02).")
    private double noiseAugStrength = DEFAULTS.noiseAugStrength();

    /**
     * {@return the options for a model}
     *
     * @throws ParameterException if one is out of its range
     */
    GenerationOptions options(CommandLine command, ModelInfo model) {
        return over(command, GenerationOptions.of(model));
    }

    /**
     * Checks the options before a model is loaded.
     *
     * @throws ParameterException if one is out of its range
     */
    void check(CommandLine command) {
        over(command, DEFAULTS);
    }

    private GenerationOptions over(CommandLine command, GenerationOptions model) {
        try {
            return new GenerationOptions(
                    seed,
                    Objects.requireNonNullElse(steps, model.steps()),
                    feedbackInto == Target.LATENTS ? Feedback.NONE : feedback,
                    feedbackInto == Target.ADAPTERS
                            ? LatentFeedback.OFF
                            : new LatentFeedback(latentWeight, latentSigma),
                    feedbackEvery,
                    new LinearGuidance(
                            Objects.requireNonNullElse(
                                    minGuidance, model.guidance().minScale()),
                            Objects.requireNonNullElse(
                                    maxGuidance, model.guidance().maxScale()),
                            guidanceStart,
                            guidanceStop),
                    noiseAugStrength,
                    model.cameras(),
                    model.stepGaussians());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }
}
