package org.ouroboros3d.nn;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.weights.Weights;

/** Finds out which weights a model asks for, and makes random ones. */
public final class RandomWeights {
    private RandomWeights() {}

    /** {@return how many numbers the model's weights hold} */
    public static long count(Consumer<Weights> model) {
        return asked(model).values().stream().mapToLong(RandomWeights::numel).sum();
    }

    /** {@return every key that the model asks for, and its shape} */
    public static Map<String, long[]> asked(Consumer<Weights> model) {
        Weights none = Weights.of(Map.of(), "none");
        model.accept(none);
        return none.asked();
    }

    /** {@return uniform weights in [-1/4, 1/4] for everything that the model asks for} */
    public static Weights fill(Consumer<Weights> model) {
        return fill(model, DType.FLOAT32);
    }

    /** {@return the same weights in another type} */
    public static Weights fill(Consumer<Weights> model, DType dtype) {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Tensor> tensors = new HashMap<>();
        asked(model).forEach((key, shape) -> {
            float[] values = new float[(int) numel(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-0.25, 0.25);
            }
            tensors.put(key, Tensor.of(values, shape).to(dtype));
        });
        return Weights.of(tensors, "random");
    }

    /** {@return uniform numbers in [-1, 1]} */
    public static Tensor input(long... shape) {
        SplittableRandom random = new SplittableRandom(11);
        float[] values = new float[(int) numel(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(values, shape);
    }

    private static long numel(long... shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }
}
