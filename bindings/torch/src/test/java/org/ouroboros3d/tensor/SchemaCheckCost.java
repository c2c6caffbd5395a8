package org.ouroboros3d.tensor;

import java.util.Locale;
import org.ouroboros3d.tensor.OperatorSchema.Kind;

/** Prints what it costs to check a call against its operator's schema, without the call. Run by hand. */
final class SchemaCheckCost {
    private static final int CALLS = 20_000_000;
    private static final int ROUNDS = 6;

    private SchemaCheckCost() {}

    public static void main(String... arguments) {
        measure("aten::silu", Kind.TENSOR);
        measure("aten::mul.Tensor", Kind.TENSOR, Kind.TENSOR);
        measure(
                "aten::conv2d",
                Kind.TENSOR,
                Kind.TENSOR,
                Kind.OPTIONAL_TENSOR,
                Kind.INTEGERS,
                Kind.INTEGERS,
                Kind.INTEGERS,
                Kind.INTEGER);
    }

    private static void measure(String name, Kind... kinds) {
        OperatorSchema schema = OperatorSchema.find(name).orElseThrow();
        long[] values = new long[kinds.length];
        double least = Double.POSITIVE_INFINITY;
        // The first rounds warm up.
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                schema.check(kinds, values, kinds.length);
                schema.checkReturns("Tensor", 1);
            }
            least = Math.min(least, (double) (System.nanoTime() - start) / CALLS);
        }
        System.out.printf(Locale.ROOT, "%-20s %.1f ns%n", name, least);
    }
}
