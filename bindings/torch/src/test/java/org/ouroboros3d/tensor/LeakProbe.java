package org.ouroboros3d.tensor;

import java.util.List;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Convolutions;
import org.ouroboros3d.ops.Resampling;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.testing.Malloc;

/** Prints the native bytes that one call of every kind keeps; {@link LeakTest} starts it in a process of its own. */
final class LeakProbe {
    private static final int CALLS = 1000;
    private static final int ROUNDS = 3;

    private LeakProbe() {}

    public static void main(String... arguments) {
        try (var scope = TensorScope.open()) {
            Tensor x = Tensor.of(new float[16], 1, 1, 4, 4);
            Tensor bias = Tensor.of(new float[1], 1);
            Tensor matrix = Tensor.of(new float[8], 2, 4);
            report("tensors", () -> Arithmetic.mul(x, x));
            report("the additive shim", () -> Arithmetic.add(x, x));
            report("scalars", () -> Arithmetic.mul(x, 0.5));
            report("optional integers", () -> Shapes.slice(x, 2, 1, 3, 1));
            report("optional tensors and lists of integers", () -> Convolutions.conv2d(x, x, bias, 1, 0));
            report("strings and optional numbers", () -> Resampling.pad(x, new long[] {1, 1}, 2));
            report("lists of tensors", () -> Shapes.cat(List.of(x, x), 0));
            report("list results", () -> Shapes.chunk(x, 2, 2));
            if (OneDnnLinear.takes(x, matrix, null)) {
                report("oneDNN's shim", () -> OneDnnLinear.linear(x, matrix, null));
            }
            report("copies to Java", x::toFloatArray);
            report("gradients", LeakProbe::differentiate);
        }
    }

    private static void differentiate() {
        Tensor leaf = Tensor.of(new float[] {1, 2}, 2).requiresGrad(true);
        Tensor product = Arithmetic.mul(leaf, leaf);
        Autograd.backward(List.of(product), List.of(Tensor.of(new float[] {1, 1}, 2)));
        Autograd.gradient(leaf);
    }

    /** A systematic leak shows in every round, what the JVM itself allocates meanwhile does not. */
    private static void report(String kind, Runnable call) {
        long live = Tensor.liveCount();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = Malloc.bytesInUse();
            for (int i = 0; i < CALLS; i++) {
                try (var scope = TensorScope.open()) {
                    call.run();
                }
            }
            least = Math.min(least, Malloc.bytesInUse() - before);
        }
        if (Tensor.liveCount() != live) {
            throw new AssertionError(kind + " left " + (Tensor.liveCount() - live) + " tensors open");
        }
        System.out.println(kind + ": " + (double) least / CALLS);
    }
}
