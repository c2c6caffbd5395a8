package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Comparisons, whose results are bool tensors, and what is chosen by them. */
public final class Comparison {
    private static final Operator GT = Operator.of("aten::gt", "Tensor");
    private static final Operator GE = Operator.of("aten::ge", "Tensor");
    private static final Operator LT = Operator.of("aten::lt", "Tensor");
    private static final Operator LE = Operator.of("aten::le", "Tensor");
    private static final Operator WHERE = Operator.of("aten::where", "self");
    private static final Operator IS_FINITE = Operator.of("aten::isfinite", "");
    private static final Operator NONZERO = Operator.of("aten::nonzero", "");

    private Comparison() {}

    /** {@return whether {@code x > value}, bool} */
    public static Tensor gt(Tensor x, double value) {
        return compare(GT, x, value);
    }

    /** {@return whether {@code x >= value}, bool} */
    public static Tensor ge(Tensor x, double value) {
        return compare(GE, x, value);
    }

    /** {@return whether {@code x < value}, bool} */
    public static Tensor lt(Tensor x, double value) {
        return compare(LT, x, value);
    }

    /** {@return whether {@code x <= value}, bool} */
    public static Tensor le(Tensor x, double value) {
        return compare(LE, x, value);
    }

    private static Tensor compare(Operator operator, Tensor x, double value) {
        try (Tensor scalar = Arithmetic.constant(value)) {
            return operator.begin().tensor(x).tensor(scalar).call();
        }
    }

    /** {@return elements of {@code a} where the condition holds, else of {@code b}; all three broadcast} */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return WHERE.begin().tensor(condition).tensor(a).tensor(b).call();
    }

    /** {@return whether elements are neither infinite nor NaN, bool} */
    public static Tensor isFinite(Tensor x) {
        return IS_FINITE.begin().tensor(x).call();
    }

    /** {@return the positions of the elements that are not zero, int64 [n, rank]} */
    public static Tensor nonzero(Tensor x) {
        return NONZERO.begin().tensor(x).call();
    }
}
