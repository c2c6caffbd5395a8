package org.ouroboros3d.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role;
import org.ouroboros3d.weights.Weights;

/**
 * Weight initialization for training from scratch, deterministic: the same for one seed on every machine.
 *
 * <p>Matrices and kernels are normal with variance 1 / fan-in, which keeps the size of activations; scales of
 * normalizations are one, biases zero, mixing factors 0.5 as in SVD. Every residual branch starts from zero, as in the
 * diffusion models of Dhariwal and Nichol (2021): what a network is shown is not drowned in its random features then. So
 * does LGM's projection of the time embedding. An autoencoder's latents begin with a small variance, and colors pass it,
 * see {@link AutoencoderInit}.
 */
public final class WeightInit {
    private static final double SMALL_DEVIATION = 0.02;
    private static final double MIX_FACTOR = 0.5;
    private static final float LOG_VARIANCE = -6;

    private WeightInit() {}

    /**
     * {@return weights for every key of a schema}
     *
     * @param schema what a network took, without values
     * @param source what messages call the weights
     * @param owner the scope that holds them
     */
    public static Weights of(Weights schema, HostNoise noise, String source, Device device, TensorScope owner) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long stream = 0;
        for (Map.Entry<String, long[]> entry : schema.asked().entrySet()) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor values = initial(schema.role(entry.getKey()), entry.getValue(), noise, stream++);
                tensors.put(entry.getKey(), owner.adopt(values.to(device)));
            }
        }
        return Weights.of(tensors, source);
    }

    private static Tensor initial(Role role, long[] shape, HostNoise noise, long stream) {
        return switch (role.kind()) {
            case MIX -> Creation.full(MIX_FACTOR, DType.FLOAT32, Device.CPU, shape);
            case SCALE -> Creation.ones(shape);
            case SHIFT -> Creation.zeros(shape);
            case BIAS -> role.start() == Role.Start.MOMENTS ? momentsBias(shape) : Creation.zeros(shape);
            case KERNEL, EMBEDDING -> kernel(role.start(), shape, noise, stream);
            case OTHER -> throw new IllegalArgumentException("nothing is known of a tensor that is to be trained");
        };
    }

    private static Tensor kernel(Role.Start start, long[] shape, HostNoise noise, long stream) {
        if (start == Role.Start.ZERO) {
            return Creation.zeros(shape);
        }
        double deviation = start == Role.Start.SMALL ? SMALL_DEVIATION : 1 / Math.sqrt((double) fanIn(shape));
        Tensor random = Arithmetic.mul(noise.normal(stream, shape), deviation);
        return AutoencoderInit.weights(start, shape, random.toFloatArray())
                .map(values -> Tensor.of(values, shape))
                .orElse(random);
    }

    /** Means of zero, and nearly no variance: latents that are mostly noise teach a decoder to ignore them. */
    private static Tensor momentsBias(long... shape) {
        float[] bias = new float[Math.toIntExact(shape[0])];
        Arrays.fill(bias, bias.length / 2, bias.length, LOG_VARIANCE);
        return Tensor.of(bias, shape);
    }

    private static long fanIn(long[] shape) {
        return Math.max(1, Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }
}
