package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Sums and their kin, over everything or over dimensions. */
public final class Reductions {
    private static final Operator SUM = Operator.of("aten::sum", "");
    private static final Operator SUM_DIMS = Operator.of("aten::sum", "dim_IntList");
    private static final Operator MEAN = Operator.of("aten::mean", "");
    private static final Operator MEAN_DIMS = Operator.of("aten::mean", "dim");
    private static final Operator MAX = Operator.of("aten::max", "");
    private static final Operator MIN = Operator.of("aten::min", "");

    private Reductions() {}

    /** {@return the sum of all elements, []} */
    public static Tensor sum(Tensor x) {
        return SUM.begin().tensor(x).none().call();
    }

    /** {@return the sum over {@code dims}, which stay with size 1 if {@code keepDim}} */
    public static Tensor sum(Tensor x, boolean keepDim, int... dims) {
        return overDims(SUM_DIMS, x, keepDim, dims);
    }

    /** {@return the mean of all elements, []} */
    public static Tensor mean(Tensor x) {
        return MEAN.begin().tensor(x).none().call();
    }

    /** {@return the mean over {@code dims}, which stay with size 1 if {@code keepDim}} */
    public static Tensor mean(Tensor x, boolean keepDim, int... dims) {
        return overDims(MEAN_DIMS, x, keepDim, dims);
    }

    private static Tensor overDims(Operator operator, Tensor x, boolean keepDim, int... dims) {
        return operator.begin()
                .tensor(x)
                .optionalIntegers(Dimensions.of(dims))
                .flag(keepDim)
                .none()
                .call();
    }

    /** {@return the largest element, []} */
    public static Tensor max(Tensor x) {
        return MAX.begin().tensor(x).call();
    }

    /** {@return the smallest element, []} */
    public static Tensor min(Tensor x) {
        return MIN.begin().tensor(x).call();
    }

    /** {@return the Euclidean norm of all elements, []; ATen's own takes a Scalar} */
    public static Tensor norm(Tensor x) {
        try (Tensor squares = Arithmetic.square(x);
                Tensor sum = sum(squares)) {
            return Arithmetic.sqrt(sum);
        }
    }
}
