package org.ouroboros3d.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.ChannelsLast;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role;
import org.ouroboros3d.weights.Weights;

/**
 * Weights for measurements, billions of them in seconds: kernels and matrices in float16, as published checkpoints store
 * them, are normal numbers that repeat, with variance 1 / fan-in, so that activations keep their size. Scales of
 * normalisations are one, mixing factors 0.5, biases zero.
 */
final class RandomWeights {
    private static final int PERIOD = 1 << 18;
    private static final double MIX_FACTOR = 0.5;

    /** Channels of the bias of LGM's last layer that become scales. */
    private static final int FIRST_SCALE = 4;

    private static final int SCALES = 3;

    /** Scales of {@code 0.1 softplus(-3)}, 0.005 of a scene of 2: Gaussians the size of some pixels, as trained ones are. */
    private static final float RAW_SCALE = -3;

    private final Device device;
    private final TensorScope owner;
    private final Tensor normal;

    /** @param owner holds the weights */
    RandomWeights(long seed, Device device, TensorScope owner) {
        this.device = device;
        this.owner = owner;
        try (TensorScope scope = TensorScope.open()) {
            this.normal = owner.adopt(new HostNoise(seed).normal(0, PERIOD).to(device));
        }
    }

    /**
     * {@return a tensor for each key}
     *
     * @param schema what a network took
     */
    Map<String, Tensor> of(Weights schema) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        schema.asked().forEach((key, shape) -> {
            try (TensorScope scope = TensorScope.open()) {
                tensors.put(
                        key,
                        owner.adopt(
                                ChannelsLast.weight(tensor(key, schema.role(key).kind(), shape))));
            }
        });
        return tensors;
    }

    private Tensor tensor(String key, Role.Kind kind, long... shape) {
        if (shape.length >= 2) {
            return kernel(shape);
        }
        if (key.equals("conv.bias")) {
            float[] bias = new float[Math.toIntExact(shape[0])];
            Arrays.fill(bias, FIRST_SCALE, FIRST_SCALE + SCALES, RAW_SCALE);
            return Tensor.of(bias, shape).to(device);
        }
        double value = kind == Role.Kind.MIX ? MIX_FACTOR : kind == Role.Kind.SCALE ? 1 : 0;
        return Creation.full(value, DType.FLOAT32, device, shape);
    }

    private Tensor kernel(long... shape) {
        Tensor kernel = Tensor.empty(DType.FLOAT16, device, shape);
        long count = kernel.numel();
        double deviation = 1 / Math.sqrt((double) count / shape[0]);
        Tensor scaled = Arithmetic.mul(normal, deviation).to(DType.FLOAT16);
        Tensor flat = Shapes.reshape(kernel, count);
        for (long at = 0; at < count; at += PERIOD) {
            long length = Math.min(PERIOD, count - at);
            try (Tensor part = Shapes.narrow(flat, 0, at, length);
                    Tensor numbers = Shapes.narrow(scaled, 0, 0, length)) {
                Shapes.copyInto(part, numbers);
            }
        }
        return kernel;
    }
}
