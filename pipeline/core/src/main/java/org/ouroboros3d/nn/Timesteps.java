package org.ouroboros3d.nn;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Sinusoidal embedding of numbers: {@code [cos(t f_0), ..., cos(t f_{n-1}), sin(t f_0), ..., sin(t f_{n-1})]} with {@code
 * f_k = 10000^(-k/n)}.
 *
 * <p>The cosines come first (diffusers' {@code flip_sin_to_cos=True}, {@code downscale_freq_shift=0}). The numbers come
 * from a schedule, so they are known on the host; the embedding is computed on the device in float32, whatever the
 * network's type, without a copy, for which the host would wait.
 */
public final class Timesteps {
    private static final double LOG_MAX_PERIOD = Math.log(10_000);

    private final int channels;

    /**
     * @param channels the embedding's width, even
     * @throws IllegalArgumentException if it is odd or not positive
     */
    public Timesteps(int channels) {
        if (channels <= 0 || channels % 2 != 0) {
            throw new IllegalArgumentException("a sinusoidal embedding needs an even width above 0, not " + channels);
        }
        this.channels = channels;
    }

    /**
     * {@return the embedding, float32 {@code [N, channels]}}
     *
     * @param device where it is wanted
     * @param timesteps {@code [N]} numbers: timesteps of a schedule, frame indices or SVD's added time ids
     */
    public Tensor forward(Device device, float... timesteps) {
        int half = channels / 2;
        try (TensorScope scope = TensorScope.open()) {
            Tensor exponents = Arithmetic.div(Arithmetic.mul(Creation.arange(half, device), -LOG_MAX_PERIOD), half);
            Tensor frequencies = Arithmetic.exp(exponents);
            List<Tensor> rows = new ArrayList<>();
            for (float timestep : timesteps) {
                rows.add(Arithmetic.mul(frequencies, timestep));
            }
            Tensor angles = Shapes.stack(rows, 0); // [N, half]
            return scope.moveToOuter(Shapes.cat(List.of(Arithmetic.cos(angles), Arithmetic.sin(angles)), 1));
        }
    }
}
