package org.ouroboros3d.ops;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/**
 * Operators that change all tensors of a list in place, in one call. Leaves that require gradients are changed with gradients
 * switched off.
 *
 * <p>All throw {@link IllegalArgumentException}, which a {@link org.ouroboros3d.error.ShapeException} is too, with the name
 * of the list and the index of the tensor, if a list is empty or of another length than the first, or if a tensor is closed
 * or differs from its partner in the first list in a way that the operator does not allow. Nothing has changed then.
 */
public final class Optimization {
    private static final Operator FUSED_ADAMW = Operator.unchecked("aten::_fused_adamw_", "");
    private static final Operator ZERO = Operator.of("aten::_foreach_zero_", "");
    private static final Operator MUL = Operator.of("aten::_foreach_mul_", "Tensor");
    private static final Operator LERP = Operator.of("aten::_foreach_lerp_", "List");
    private static final Operator ADDCMUL = Operator.of("aten::_foreach_addcmul_", "Tensor");

    private Optimization() {}

    /**
     * The constants of AdamW (Loshchilov and Hutter 2019).
     *
     * @param learningRate step size
     * @param beta1 decay of the mean of the gradients
     * @param beta2 decay of the mean of their squares
     * @param weightDecay times the learning rate, what every parameter shrinks by
     * @param eps added to the root of the mean of the squares
     */
    public record AdamWConstants(double learningRate, double beta1, double beta2, double weightDecay, double eps) {}

    /**
     * One step of AdamW over all parameters in one operator.
     *
     * @param parameters to be changed; all of one type and device, and each fills its memory without gaps
     * @param gradients one for each parameter, of its shape, strides, type and device
     * @param expAvgs running means of the gradients, like them; changed
     * @param expAvgSqs running means of their squares, like them; changed
     * @param steps float32 scalars on the same device: how many steps each parameter has taken, this one included
     */
    public static void fusedAdamW(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> expAvgs,
            List<Tensor> expAvgSqs,
            List<Tensor> steps,
            AdamWConstants constants) {
        TensorLists lists = new TensorLists("Optimization.fusedAdamW", "parameters", parameters);
        lists.requireOneKind();
        lists.requireDense();
        lists.requireSameKind("gradients", gradients);
        lists.requireSameOrder("gradients", gradients);
        lists.requireSameKind("expAvgs", expAvgs);
        lists.requireSameOrder("expAvgs", expAvgs);
        lists.requireSameKind("expAvgSqs", expAvgSqs);
        lists.requireSameOrder("expAvgSqs", expAvgSqs);
        lists.requireScalars("steps", steps, DType.FLOAT32);
        FUSED_ADAMW
                .begin()
                .tensors(parameters)
                .tensors(gradients)
                .tensors(expAvgs)
                .tensors(expAvgSqs)
                .tensors(List.of())
                .tensors(steps)
                .number(constants.learningRate())
                .number(constants.beta1())
                .number(constants.beta2())
                .number(constants.weightDecay())
                .number(constants.eps())
                .flag(false)
                .flag(false)
                .none()
                .none()
                .callVoid();
    }

    /**
     * Sets every element of all tensors to zero.
     *
     * @param xs at least one, all of one type and device
     */
    public static void zero(List<Tensor> xs) {
        TensorLists lists = new TensorLists("Optimization.zero", "xs", xs);
        lists.requireOneKind();
        ZERO.begin().tensors(xs).callVoid();
    }

    /**
     * Replaces each tensor {@code x} by {@code x · factor}.
     *
     * @param xs at least one, all of one type and device
     */
    public static void scale(List<Tensor> xs, double factor) {
        TensorLists lists = new TensorLists("Optimization.scale", "xs", xs);
        lists.requireOneKind();
        Tensor first = xs.getFirst();
        try (Tensor scalar = Creation.scalar(factor, first.dtype(), first.device())) {
            MUL.begin().tensors(xs).tensor(scalar).callVoid();
        }
    }

    /**
     * Replaces each tensor {@code x} by {@code x + weight · (end - x)}.
     *
     * @param xs at least one, all of one type and device
     * @param ends one for each, of its shape, type and device
     * @param weight from 0, for x, to 1, for the end
     */
    public static void lerp(List<Tensor> xs, List<Tensor> ends, double weight) {
        TensorLists lists = new TensorLists("Optimization.lerp", "xs", xs);
        lists.requireOneKind();
        lists.requireSameKind("ends", ends);
        Tensor first = xs.getFirst();
        try (Tensor scalar = Creation.scalar(weight, first.dtype(), first.device())) {
            LERP.begin()
                    .tensors(xs)
                    .tensors(ends)
                    .tensors(Collections.nCopies(xs.size(), scalar))
                    .callVoid();
        }
    }

    /**
     * Adds 1 to each of the counts. ATen's own {@code _foreach_add_} takes a Scalar, which LibTorch's stable ABI cannot pass
     * on; what it can is {@code count + 1 · 1 · 1}.
     *
     * @param counts scalars, at least one, all of one type and device
     */
    public static void increment(List<Tensor> counts) {
        TensorLists lists = new TensorLists("Optimization.increment", "counts", counts);
        Tensor first = counts.getFirst();
        lists.requireOneKind();
        lists.requireScalars("counts", counts, first.dtype());
        double[] factors = new double[counts.size()];
        Arrays.fill(factors, 1);
        try (Tensor one = Creation.scalar(1, first.dtype(), first.device());
                Tensor onHost = Tensor.of(factors, factors.length)) {
            List<Tensor> ones = Collections.nCopies(counts.size(), one);
            ADDCMUL.begin()
                    .tensors(counts)
                    .tensors(ones)
                    .tensors(ones)
                    .tensor(onHost)
                    .callVoid();
        }
    }
}
