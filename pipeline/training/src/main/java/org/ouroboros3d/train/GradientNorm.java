package org.ouroboros3d.train;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Reductions;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The length of all gradients together. ATen's own norms of lists take a Scalar, which LibTorch's stable ABI cannot pass on,
 * and its vector norm loses four digits in long sums on the host; so gradients are put side by side, squared and added.
 */
public final class GradientNorm {
    /** Elements that are put side by side at once, which bounds the memory: 64 MB. A longer gradient stays alone. */
    private static final long GROUP = 1 << 24;

    private GradientNorm() {}

    /** {@return the length; waits for the device} */
    public static double of(List<Tensor> gradients) {
        return of(gradients, GROUP);
    }

    /** {@return the square of the length of one gradient; waits for the device} */
    public static double squared(Tensor gradient) {
        try (TensorScope scope = TensorScope.open()) {
            return sumOfSquares(List.of(gradient)).item();
        }
    }

    /** {@return the length, with at most {@code group} elements side by side} */
    static double of(List<Tensor> gradients, long group) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> squares = new ArrayList<>();
            int from = 0;
            while (from < gradients.size()) {
                int to = end(gradients, from, group);
                squares.add(sumOfSquares(gradients.subList(from, to)));
                from = to;
            }
            return Math.sqrt(Reductions.sum(Shapes.stack(squares, 0)).item());
        }
    }

    /** Where the group ends that begins at {@code from}; it has one gradient at least. */
    private static int end(List<Tensor> gradients, int from, long group) {
        long elements = gradients.get(from).numel();
        int to = from + 1;
        while (to < gradients.size() && elements + gradients.get(to).numel() <= group) {
            elements += gradients.get(to++).numel();
        }
        return to;
    }

    private static Tensor sumOfSquares(List<Tensor> gradients) {
        try (Tensor flat = Shapes.flatten(gradients);
                Tensor squares = Arithmetic.square(flat)) {
            return Reductions.sum(squares);
        }
    }
}
