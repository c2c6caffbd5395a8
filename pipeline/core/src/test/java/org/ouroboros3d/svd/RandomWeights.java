package org.ouroboros3d.svd;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.ouroboros3d.diffusion.HostNoise;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Weights;

/** Weights of any model: small normal numbers for whatever its constructor asks for. */
final class RandomWeights {
    private static final float SCALE = 0.2f;

    private RandomWeights() {}

    /** {@return the keys that a constructor takes, and their shapes} */
    static Map<String, long[]> shapes(Consumer<Weights> constructor) {
        try (TensorScope scope = TensorScope.open()) {
            Weights empty = Weights.of(Map.of(), "nothing");
            constructor.accept(empty);
            return empty.asked();
        }
    }

    /** {@return the number of parameters that a constructor takes} */
    static long count(Consumer<Weights> constructor) {
        return shapes(constructor).values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, Math::multiplyExact))
                .sum();
    }

    static Weights of(long seed, Consumer<Weights> constructor) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        HostNoise noise = new HostNoise(seed);
        shapes(constructor).forEach((key, shape) -> {
            int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
            float[] values = noise.normals(tensors.size(), count);
            for (int i = 0; i < count; i++) {
                values[i] *= SCALE;
            }
            tensors.put(key, Tensor.of(values, shape));
        });
        return Weights.of(tensors, "random numbers");
    }
}
