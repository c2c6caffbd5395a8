package org.ouroboros3d.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.ouroboros3d.format.json.JsonConfig;

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
        JsonConfig config = JsonConfig.of("Scheduler", node);
        require(config.text("_class_name", "EulerDiscreteScheduler"), "_class_name", "EulerDiscreteScheduler");
        require(config.text("prediction_type", "epsilon"), "prediction_type", "v_prediction");
        require(config.text("timestep_type", "discrete"), "timestep_type", "continuous");
        require(config.text("final_sigmas_type", "zero"), "final_sigmas_type", "zero");
        require(config.flag("use_karras_sigmas", false), "use_karras_sigmas", true);
        require(config.flag("use_exponential_sigmas", false), "use_exponential_sigmas", false);
        require(config.flag("use_beta_sigmas", false), "use_beta_sigmas", false);
        require(config.flag("rescale_betas_zero_snr", false), "rescale_betas_zero_snr", false);
        return new SchedulerConfig(
                config.number("sigma_min"),
                config.number("sigma_max"),
                spacing(config.text("timestep_spacing", "linspace")));
    }

    private static TimestepSpacing spacing(String name) {
        for (TimestepSpacing spacing : TimestepSpacing.values()) {
            if (spacing.name().toLowerCase(Locale.ROOT).equals(name)) {
                return spacing;
            }
        }
        throw new IllegalArgumentException(
                "Scheduler configuration: \"timestep_spacing\" must be leading, linspace or trailing, got " + name);
    }

    private static void require(Object actual, String key, Object supported) {
        if (!actual.equals(supported)) {
            throw new IllegalArgumentException("Scheduler configuration: \"" + key + "\" is " + actual
                    + ", but only " + supported + " is supported; use the scheduler_config.json of"
                    + " stable-video-diffusion-img2vid");
        }
    }
}
