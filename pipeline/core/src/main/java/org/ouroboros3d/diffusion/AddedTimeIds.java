package org.ouroboros3d.diffusion;

/**
 * The three numbers that Stable Video Diffusion is conditioned on besides the image.
 *
 * @param fps frames a second, less 1
 * @param motionBucketId amount of motion, 0 to 255
 * @param noiseAugStrength standard deviation of the noise added to the condition image before the VAE
 */
public record AddedTimeIds(float fps, float motionBucketId, float noiseAugStrength) {
    /** {@return the numbers in the order in which the denoiser embeds them} */
    public float[] values() {
        return new float[] {fps, motionBucketId, noiseAugStrength};
    }
}
