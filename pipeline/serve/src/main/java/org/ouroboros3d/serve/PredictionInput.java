package org.ouroboros3d.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ouroboros3d.diffusion.LinearGuidance;
import org.ouroboros3d.export.GenerationExport;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.Feedback;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.model.ModelInfo;

/**
 * What a client asks of a prediction besides its picture. Names and values are those of the command line, with underscores.
 *
 * @param options of the generation
 * @param timeout after which no result is wanted, from when the request is here
 * @param previews whether the events of steps carry pictures
 */
record PredictionInput(GenerationOptions options, Optional<Duration> timeout, boolean previews) {
    private static final double MAX_TIMEOUT_SECONDS = 86_400;

    /**
     * {@return the input that options give}
     *
     * @param model whose own sampling is taken where nothing else is said
     * @param given values by name
     * @throws ProblemException if one is unknown, or out of its range
     */
    static PredictionInput of(ModelInfo model, Map<String, String> given) {
        // The viewer goes over the steps, and keeping them takes no time.
        GenerationOptions options = GenerationOptions.of(model).withStepGaussians(true);
        Optional<Duration> timeout = Optional.empty();
        boolean previews = false;
        for (Map.Entry<String, String> option : given.entrySet()) {
            String name = option.getKey();
            String value = option.getValue();
            try {
                switch (name) {
                    case "seed" -> options = options.withSeed(Long.parseLong(value));
                    case "steps" -> options = options.withSteps(Integer.parseInt(value));
                    case "feedback" -> options = options.withFeedback(feedback(value));
                    case "feedback_every" -> options = options.withFeedbackEvery(Integer.parseInt(value));
                    case "min_guidance" ->
                        options = options.withGuidance(guidance(
                                options, number(value), options.guidance().maxScale()));
                    case "max_guidance" ->
                        options = options.withGuidance(
                                guidance(options, options.guidance().minScale(), number(value)));
                    case "noise_aug_strength" -> options = options.withNoiseAugStrength(number(value));
                    case "timeout" -> timeout = Optional.of(timeout(number(value)));
                    case "previews" -> previews = flag(value);
                    default -> throw new IllegalArgumentException("there is no such option; openapi.json lists them");
                }
            } catch (NumberFormatException e) {
                throw invalid(name, "'" + value + "' is no number of its kind");
            } catch (IllegalArgumentException e) {
                throw invalid(name, e.getMessage());
            }
        }
        return new PredictionInput(options, timeout, previews);
    }

    private static ProblemException invalid(String name, String fault) {
        return new Problem(400, name + ": " + fault).exception();
    }

    private static double number(String value) {
        double number = Double.parseDouble(value);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(value);
        }
        return number;
    }

    private static LinearGuidance guidance(GenerationOptions options, double min, double max) {
        return new LinearGuidance(
                min, max, options.guidance().start(), options.guidance().stop());
    }

    private static Feedback feedback(String value) {
        return Arrays.stream(Feedback.values())
                .filter(feedback -> GenerationExport.word(feedback).equals(value))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("it must be rgb, ccm, both or none, not '" + value + "'"));
    }

    private static Duration timeout(double seconds) {
        if (!(seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "it must be over 0 and at most %.0f seconds", MAX_TIMEOUT_SECONDS));
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("it must be true or false, not '" + value + "'");
        };
    }

    Deadline deadline() {
        return timeout.map(Deadline::after).orElse(Deadline.NONE);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("seed", options.seed());
        json.put("steps", options.steps());
        json.put("feedback", GenerationExport.word(options.feedback()));
        json.put("feedback_every", options.feedbackEvery());
        json.put("min_guidance", options.guidance().minScale());
        json.put("max_guidance", options.guidance().maxScale());
        json.put("noise_aug_strength", options.noiseAugStrength());
        timeout.ifPresent(time -> json.put("timeout", time.toNanos() * 1e-9));
        json.put("previews", previews);
        return json;
    }
}
