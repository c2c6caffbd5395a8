package org.ouroboros3d.svd;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.GradientCheckpoints;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Adds what belongs to frames to a batch of samples of these frames. */
final class PerFrame {
    private PerFrame() {}

    /** {@return what {@link #add} gives, between segments of {@link GradientCheckpoints}} */
    static Tensor addAsSegment(Tensor x, Tensor addition) {
        return GradientCheckpoints.segment(List.of(x, addition), in -> add(in.getFirst(), in.getLast()));
    }

    /**
     * {@return {@code x} with each sample's frames added to, of x's shape}
     *
     * @param x {@code [B F, ...]}
     * @param addition of x's rank, its other sizes equal or 1: one for each frame of each sample, {@code [B F, ...]}, or
     *     one for each frame, {@code [F, ...]}
     */
    static Tensor add(Tensor x, Tensor addition) {
        long total = x.size(0);
        long frames = addition.size(0);
        if (frames == total) {
            return Arithmetic.add(x, addition);
        }
        if (frames == 0 || total % frames != 0) {
            throw new ShapeException(
                    "PerFrame.add", "addition", "[F, ...] with F a divisor of " + total, addition.shape());
        }
        try (TensorScope scope = TensorScope.open()) {
            long[] shape = x.shape();
            long[] grouped = new long[shape.length + 1];
            System.arraycopy(shape, 1, grouped, 2, shape.length - 1);
            grouped[0] = total / frames;
            grouped[1] = frames;
            Tensor sum = Arithmetic.add(Shapes.reshape(x, grouped), addition);
            return scope.moveToOuter(Shapes.reshape(sum, shape));
        }
    }
}
