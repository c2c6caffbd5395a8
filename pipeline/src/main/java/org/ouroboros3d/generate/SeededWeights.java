package org.ouroboros3d.generate;

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
import org.ouroboros3d.weights.Weights;

/**
 * Weights of an untrained model, the same for one seed on every machine.
 *
 * <p>Matrices and kernels are normal with variance 1 / fan-in, which keeps the size of activations; scales of
 * normalisations are one, biases zero, mixing factors 0.5 as in SVD; and what the method starts from zero is zero: the
 * second convolution of every adapter block, and LGM's projection of the time embedding.
 */
public final class SeededWeights {
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final double MIX_FACTOR = 0.5;

    private SeededWeights() {}

    /**
     * {@return weights for every key of a schema}
     *
     * @param schema shapes by key
     * @param source what messages call the weights
     * @param owner the scope that holds them
     */
    public static Weights of(
            Map<String, long[]> schema, HostNoise noise, String source, Device device, TensorScope owner) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long stream = 0;
        for (Map.Entry<String, long[]> entry : schema.entrySet()) {
            try (TensorScope scope = TensorScope.open()) {
                Tensor values = initial(entry.getKey(), entry.getValue(), noise, stream++);
                tensors.put(entry.getKey(), owner.adopt(values.to(device)));
            }
        }
        return Weights.of(tensors, source);
    }

    private static Tensor initial(String key, long[] shape, HostNoise noise, long stream) {
        if (key.endsWith("mix_factor")) {
            return Creation.full(MIX_FACTOR, DType.FLOAT32, Device.CPU, shape);
        }
        if (key.endsWith(".bias") || startsAtZero(key)) {
            return Creation.zeros(shape);
        }
        if (shape.length == 1 && key.endsWith(".weight")) {
            return Creation.ones(shape);
        }
        double deviation = key.contains("embeddings.") ? EMBEDDING_DEVIATION : 1 / Math.sqrt((double) fanIn(shape));
        return Arithmetic.mul(noise.normal(stream, shape), deviation);
    }

    private static boolean startsAtZero(String key) {
        return key.contains(".emb_layers.") || (key.startsWith("cond_encoder.") && key.contains(".block2."));
    }

    private static long fanIn(long[] shape) {
        return Math.max(1, Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }
}
