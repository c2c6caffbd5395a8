package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
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

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps (default: 25).")
    private int steps = DEFAULTS.steps();

    @Option(
            names = "--feedback",
            paramLabel = "MAPS",
            description = "Rendered maps that the next step sees: rgb, ccm, both or none (default: both).")
    private Feedback feedback = DEFAULTS.feedback();

    @Option(
            names = "--feedback-every",
            paramLabel = "K",
            description = "Reconstruct and feed back after every K-th step only (default: 1).")
    private int feedbackEvery = DEFAULTS.feedbackEvery();

    @Option(
            names = "--min-guidance",
            paramLabel = "X",
            description = "Classifier-free guidance of the first view (default: 1).")
    private double minGuidance = DEFAULTS.guidance().minScale();

    @Option(
            names = "--max-guidance",
            paramLabel = "X",
            description = "Guidance of the last view; those between are on a line (default: 3).")
    private double maxGuidance = DEFAULTS.guidance().maxScale();

    @Option(
            names = "--guidance-start",
            paramLabel = "SHARE",
            description = "Share of the steps after which guidance starts, 0 to 1. Steps without guidance take half the"
                    + " denoiser's work (default: 0).")
    private double guidanceStart = DEFAULTS.guidance().start();

    @Option(
            names = "--guidance-stop",
            paramLabel = "SHARE",
            description = "Share of the steps after which guidance stops, 0 to 1 (default: 1).")
    private double guidanceStop = DEFAULTS.guidance().stop();

    @Option(
            names = "--noise-aug-strength",
            paramLabel = "X",
            description = "Noise that is added to the image before it is encoded, 0 to 1 (default: 0.02).")
    private double noiseAugStrength = DEFAULTS.noiseAugStrength();

    /**
     * {@return the options}
     *
     * @throws ParameterException if one is out of its range
     */
    GenerationOptions options(CommandLine command) {
        try {
            return new GenerationOptions(
                    seed,
                    steps,
                    feedback,
                    feedbackEvery,
                    new LinearGuidance(minGuidance, maxGuidance, guidanceStart, guidanceStop),
                    noiseAugStrength,
                    DEFAULTS.cameras(),
                    DEFAULTS.stepRenders());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    static String word(Feedback feedback) {
        return feedback.name().toLowerCase(Locale.ROOT);
    }
}
