package org.ouroboros3d.geometry;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Sines and cosines of coordinates at six octaves, as PyTorch3D's module of this name.
 *
 * <p>The last dimension {@code D} becomes {@code 13 D}: the sines with the coordinate outside and the frequency {@code
 * 2^0 .. 2^5} inside, the cosines likewise, and the coordinates themselves.
 */
public final class HarmonicEmbedding {
    /** Number of octaves. */
    public static final int FREQUENCIES = 6;

    private HarmonicEmbedding() {}

    /** {@return the channels that {@code inputChannels} become} */
    public static int outputChannels(int inputChannels) {
        return inputChannels * (2 * FREQUENCIES + 1);
    }

    /**
     * {@return the embedding, {@code [..., 13 D]}}
     *
     * @param x coordinates, {@code [..., D]}, float32
     */
    public static Tensor of(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            float[] octaves = new float[FREQUENCIES];
            for (int i = 0; i < FREQUENCIES; i++) {
                octaves[i] = 1 << i;
            }
            Tensor frequencies = Tensor.of(octaves, FREQUENCIES).to(x.device());
            long[] shape = x.shape();
            shape[shape.length - 1] *= FREQUENCIES;
            Tensor angles = Shapes.reshape(Arithmetic.mul(Shapes.unsqueeze(x, -1), frequencies), shape);
            return scope.moveToOuter(Shapes.cat(List.of(Arithmetic.sin(angles), Arithmetic.cos(angles), x), -1));
        }
    }
}
