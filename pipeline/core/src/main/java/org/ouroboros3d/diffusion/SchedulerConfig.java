package org.ouroboros3d.diffusion;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import org.ouroboros3d.format.json.JsonRecords;

/**
 * What of diffusers' {@code scheduler_config.json} decides the noise levels of Stable Video Diffusion.
 *
 * <p>The keys {@code beta_*}, {@code steps_offset} and {@code interpolation_type} have no influence once the noise
 * levels are Karras's and the timesteps continuous, and are not kept.
 *
 * @param sigmaMin the last noise level above zero
 * @param sigmaMax the first noise level
 * @param timestepSpacing decides the initial noise only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SchedulerConfig(double sigmaMin, double sigmaMax, TimestepSpacing timestepSpacing) {
    /** How diffusers spaces discrete timesteps; with continuous ones it only decides the initial noise. */
    public enum TimestepSpacing {
        /** The initial noise is {@code sqrt(sigmaMax^2 + 1)}. */
        LEADING,
        /** The initial noise is {@code sigmaMax}. */
        LINSPACE,
        /** The initial noise is {@code sigmaMax}. */
        TRAILING
    }

    /** Checks the range of noise levels. */
    public SchedulerConfig {
        if (!(sigmaMin > 0) || !(sigmaMax > sigmaMin) || Double.isInfinite(sigmaMax)) {
            throw new IllegalArgumentException(
                    "Scheduler needs 0 < sigma_min < sigma_max, got " + sigmaMin + " and " + sigmaMax);
        }
    }

    /** {@return the configuration of the published checkpoint: noise levels from 700 down to 0.002} */
    public static SchedulerConfig svd() {
        return new SchedulerConfig(0.002, 700, TimestepSpacing.LEADING);
    }

    /**
     * Reads a {@code scheduler_config.json}.
     *
     * @throws IllegalArgumentException where it asks for anything but an Euler scheduler with Karras noise levels,
     *     continuous timesteps and v prediction
     */
    public static SchedulerConfig fromJson(JsonNode node) {
        require(
                node,
                "_class_name",
                TextNode.valueOf("EulerDiscreteScheduler"),
                TextNode.valueOf("EulerDiscreteScheduler"));
        require(node, "prediction_type", TextNode.valueOf("epsilon"), TextNode.valueOf("v_prediction"));
        require(node, "timestep_type", TextNode.valueOf("discrete"), TextNode.valueOf("continuous"));
        require(node, "final_sigmas_type", TextNode.valueOf("zero"), TextNode.valueOf("zero"));
        require(node, "use_karras_sigmas", BooleanNode.FALSE, BooleanNode.TRUE);
        require(node, "use_exponential_sigmas", BooleanNode.FALSE, BooleanNode.FALSE);
        require(node, "use_beta_sigmas", BooleanNode.FALSE, BooleanNode.FALSE);
        require(node, "rescale_betas_zero_snr", BooleanNode.FALSE, BooleanNode.FALSE);
        return JsonRecords.plain()
                .with(SchedulerConfig.class, "{\"timestep_spacing\": \"linspace\"}")
                .read("Scheduler", node, SchedulerConfig.class, Path.of(""));
    }

    private static void require(JsonNode node, String key, JsonNode absent, JsonNode supported) {
        JsonNode actual = node.hasNonNull(key) ? node.path(key) : absent;
        if (!actual.equals(supported)) {
            throw new IllegalArgumentException("Scheduler configuration: \"" + key + "\" is "
                    + (actual.isTextual() && supported.isTextual() ? actual.asText() : actual) + ", but only "
                    + supported.asText() + " is supported; use the scheduler_config.json of"
                    + " stable-video-diffusion-img2vid");
        }
    }
}
