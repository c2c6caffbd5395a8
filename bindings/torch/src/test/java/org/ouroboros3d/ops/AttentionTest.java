package org.ouroboros3d.ops;

import static org.ouroboros3d.testing.TensorAssert.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.testing.Gradients;
import org.ouroboros3d.testing.ScopeExtension;

@ExtendWith(ScopeExtension.class)
class AttentionTest {
    private static final int HEADS = 2;
    private static final int QUERIES = 3;
    private static final int KEYS = 5;
    private static final int WIDTH = 4;

    private static double[] expected(double[] query, double[] key, double[] value) {
        double[] out = new double[HEADS * QUERIES * WIDTH];
        for (int head = 0; head < HEADS; head++) {
            for (int q = 0; q < QUERIES; q++) {
                double[] weights = new double[KEYS];
                double sum = 0;
                for (int k = 0; k < KEYS; k++) {
                    double dot = 0;
                    for (int d = 0; d < WIDTH; d++) {
                        dot += query[(head * QUERIES + q) * WIDTH + d] * key[(head * KEYS + k) * WIDTH + d];
                    }
                    weights[k] = Math.exp(dot / Math.sqrt(WIDTH));
                    sum += weights[k];
                }
                for (int k = 0; k < KEYS; k++) {
                    for (int d = 0; d < WIDTH; d++) {
                        out[(head * QUERIES + q) * WIDTH + d] +=
                                weights[k] / sum * value[(head * KEYS + k) * WIDTH + d];
                    }
                }
            }
        }
        return out;
    }

    @Test
    void softmaxOfScaledProducts() {
        double[] query = Gradients.wave(HEADS * QUERIES * WIDTH);
        double[] keysAndValues = Gradients.wave(2 * HEADS * KEYS * WIDTH);
        Tensor both = Tensor.of(keysAndValues, 2, 1, HEADS, KEYS, WIDTH);
        Tensor key = Shapes.select(both, 0, 0);
        Tensor value = Shapes.select(both, 0, 1);
        double[] expected = expected(query, key.toDoubleArray(), value.toDoubleArray());
        Tensor q = Tensor.of(query, 1, HEADS, QUERIES, WIDTH);
        assertThat(Attention.scaledDotProductAttention(q, key, value))
                .hasShape(1, HEADS, QUERIES, WIDTH)
                .isCloseTo(1e-12, expected);
        assertThat(Attention.scaledDotProductAttention(
                        q.to(DType.FLOAT32), key.to(DType.FLOAT32), value.to(DType.FLOAT32)))
                .isCloseTo(1e-6, expected);
    }

    @Test
    void gradients() {
        Tensor fixed = Tensor.of(Gradients.wave(12), 1, 1, 3, 4);
        long[] shape = {1, 1, 3, 4};
        double[] free = Arrays.copyOfRange(Gradients.wave(24), 12, 24);
        Gradients.check(free, shape, q -> Attention.scaledDotProductAttention(q, fixed, fixed));
        Gradients.check(free, shape, k -> Attention.scaledDotProductAttention(fixed, k, k));
    }
}
