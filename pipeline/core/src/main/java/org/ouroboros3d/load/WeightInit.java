package org.ouroboros3d.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
 * Weight initialization for training from scratch, deterministic: the same for one seed on every machine.
 *
 * <p>Matrices and kernels are normal with variance 1 / fan-in, which keeps the size of activations; scales of
 * normalizations are one, biases zero, mixing factors 0.5 as in SVD. Every residual branch starts from zero, as in the
 * diffusion models of Dhariwal and Nichol (2021): what a network is shown is not drowned in its random features then. So
 * does LGM's projection of the time embedding. An autoencoder's latents begin with a small variance, and colors pass it,
 * see {@link AutoencoderInit}.
 */
public final class WeightInit {
    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final double MIX_FACTOR = 0.5;
    private static final float LOG_VARIANCE = -6;

    /** The last layer of each kind of branch that is added to what it branched from. */
    private static final List<String> LAST_OF_BRANCH = List.of(
            ".conv2.weight",
            ".block2.weight",
            ".to_out.0.weight",
            ".attn.proj.weight",
            ".proj_out.weight",
            ".net.2.weight",
            ".out_proj.weight",
            ".fc2.weight");

    private WeightInit() {}

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
        if (key.equals("quant_conv.bias")) {
            return momentsBias(shape);
        }
        if (key.endsWith(".bias") || startsAtZero(key)) {
            return Creation.zeros(shape);
        }
        if (shape.length == 1 && key.endsWith(".weight")) {
            return Creation.ones(shape);
        }
        double deviation = key.contains("embeddings.") ? EMBEDDING_DEVIATION : 1 / Math.sqrt((double) fanIn(shape));
        Tensor random = Arithmetic.mul(noise.normal(stream, shape), deviation);
        return AutoencoderInit.weights(key, shape, random.toFloatArray())
                .map(values -> Tensor.of(values, shape))
                .orElse(random);
    }

    /** Means of zero, and nearly no variance: latents that are mostly noise teach a decoder to ignore them. */
    private static Tensor momentsBias(long... shape) {
        float[] bias = new float[Math.toIntExact(shape[0])];
        Arrays.fill(bias, bias.length / 2, bias.length, LOG_VARIANCE);
        return Tensor.of(bias, shape);
    }

    private static boolean startsAtZero(String key) {
        return key.contains(".emb_layers.") || LAST_OF_BRANCH.stream().anyMatch(key::endsWith);
    }

    private static long fanIn(long[] shape) {
        return Math.max(1, Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
    }
}
