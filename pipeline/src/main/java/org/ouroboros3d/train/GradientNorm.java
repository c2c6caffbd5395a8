package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.ops.Optimization;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** The length of all gradients together. */
final class GradientNorm {
    private GradientNorm() {}

    /** {@return the length; waits for the device} */
    static double of(List<Tensor> gradients) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> squares = new ArrayList<>();
            for (Tensor gradient : gradients) {
                squares.add(Reductions.sum(Arithmetic.square(gradient)));
            }
            return Math.sqrt(Reductions.sum(Shapes.stack(squares, 0)).item());
        }
    }

    /** Multiplies every gradient by {@code factor}. */
    static void scale(List<Tensor> gradients, double factor) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor first = gradients.getFirst();
            Tensor scalar = Creation.scalar(factor, first.dtype(), first.device());
            gradients.forEach(gradient -> Optimization.scale(gradient, scalar));
        }
    }
}
