package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.diffusion.HostNoise;

/**
 * A distribution of noise levels: sigma = exp(mean + std z) with a standard normal z.
 *
 * @param mean of the logarithm
 * @param std of the logarithm, not negative
 */
public record LogNormal(double mean, double std) implements NoiseLevels {
    /** Noise levels of the latents in the paper (P_mean 1.0, P_std 1.6). */
    public static final LogNormal LATENTS = new LogNormal(1.0, 1.6);
    /** Noise levels of the condition image in SVD's training and in the released code. */
    public static final LogNormal CONDITION = new LogNormal(-3.0, 0.5);

    /** Checks the deviation. */
    public LogNormal {
        require(mean, std);
    }

    /**
     * Checks a mean and a deviation.
     *
     * @throws IllegalArgumentException if no log-normal distribution has them
     */
    public static void require(double mean, double std) {
        if (!Double.isFinite(mean) || !(std >= 0) || Double.isInfinite(std)) {
            throw new IllegalArgumentException(
                    "a log-normal needs a finite mean and a deviation of 0 or more, got " + mean + " and " + std);
        }
    }

    /** {@return the noise level that belongs to a standard normal number} */
    public double sigma(double normal) {
        return Math.exp(mean + std * normal);
    }

    @Override
    public List<Double> draw(HostNoise noise, long stream, int count) {
        List<Double> sigmas = new ArrayList<>();
        for (float normal : noise.normals(stream, count)) {
            sigmas.add(sigma(normal));
        }
        return List.copyOf(sigmas);
    }
}
