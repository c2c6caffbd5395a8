package org.ouroboros3d.diffusion;

/**
 * The input, output and skip factors around a denoiser that predicts v at one noise level.
 *
 * <p>The noisy latent is {@code x = x0 + sigma * noise}. The network sees {@code cIn * x} at time {@code cNoise}, and
 * the clean latent is {@code x0 = cSkip * x + cOut * v}. These are the factors of Karras et al. 2022, section 5 (table
 * 1), in the form that Stable Video Diffusion was trained with (Blattmann et al. 2023, appendix C), where the data's
 * standard deviation is 1.
 *
 * @param sigma standard deviation of the noise, positive
 */
public record EdmPreconditioning(double sigma) {
    /** Checks that the noise level is positive and finite. */
    public EdmPreconditioning {
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("sigma must be positive and finite, got " + sigma);
        }
    }

    /** {@return what the noisy latent is multiplied by before the network sees it, {@code 1 / sqrt(sigma^2 + 1)}} */
    public double cIn() {
        return 1 / Math.sqrt(sigma * sigma + 1);
    }

    /** {@return the weight of the network's output in the clean latent, {@code -sigma / sqrt(sigma^2 + 1)}} */
    public double cOut() {
        return -sigma / Math.sqrt(sigma * sigma + 1);
    }

    /** {@return the weight of the noisy latent in the clean latent, {@code 1 / (sigma^2 + 1)}} */
    public double cSkip() {
        return 1 / (sigma * sigma + 1);
    }

    /** {@return the time that the network is given, {@code ln(sigma) / 4}} */
    public double cNoise() {
        return 0.25 * Math.log(sigma);
    }

    /** {@return the training loss's weight of the squared error of the clean latent, {@code (1 + sigma^2) / sigma^2}} */
    public double lossWeight() {
        return (1 + sigma * sigma) / (sigma * sigma);
    }
}
