package org.ouroboros3d.nn;

import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * Sinusoidal embedding of numbers: {@code [cos(t f_0), ..., cos(t f_{n-1}), sin(t f_0), ..., sin(t f_{n-1})]} with
 * {@code f_k = 10000^(-k/n)}.
 *
 * <p>The cosines come first (diffusers' {@code flip_sin_to_cos=True}, {@code downscale_freq_shift=0}). The numbers come
 * from a schedule, so they are known on the host: the embedding is computed there in float32, whatever the network's
 * type, and copied to the device in one piece.
 */
public final class Timesteps {
    private static final float LOG_MAX_PERIOD = (float) Math.log(10_000);

    private final int channels;
    private final float[] frequencies;

    /**
     * An embedding of the given width.
     *
     * @param channels the embedding's width, even
     * @throws IllegalArgumentException if it is odd or not positive
     */
    public Timesteps(int channels) {
        if (channels <= 0 || channels % 2 != 0) {
            throw new IllegalArgumentException("a sinusoidal embedding needs an even width above 0, not " + channels);
        }
        this.channels = channels;
        this.frequencies = new float[channels / 2];
        for (int k = 0; k < frequencies.length; k++) {
            frequencies[k] = (float) Math.exp(-LOG_MAX_PERIOD * k / frequencies.length);
        }
    }

    /**
     * {@return float32 {@code [N, channels]}}
     *
     * @param device where the embedding is wanted
     * @param timesteps {@code [N]} numbers: timesteps of a schedule, frame indices or SVD's added time ids
     */
    public Tensor forward(Device device, float... timesteps) {
        float[] embedding = new float[timesteps.length * channels];
        for (int i = 0; i < timesteps.length; i++) {
            int row = i * channels;
            for (int k = 0; k < frequencies.length; k++) {
                float angle = timesteps[i] * frequencies[k];
                embedding[row + k] = (float) Math.cos(angle);
                embedding[row + frequencies.length + k] = (float) Math.sin(angle);
            }
        }
        return Tensor.of(embedding, timesteps.length, channels).to(device);
    }
}
