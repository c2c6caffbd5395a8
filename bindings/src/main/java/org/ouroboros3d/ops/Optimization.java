package org.ouroboros3d.ops;

import java.util.List;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Operators that change parameters in place. Leaves that require gradients are changed with gradients switched off. */
public final class Optimization {
    private static final Operator FUSED_ADAMW = Operator.of("aten::_fused_adamw_", "");
    private static final Operator ZERO = Operator.of("aten::zero_", "");
    private static final Operator MUL = Operator.of("aten::mul_", "Tensor");
    private static final Operator LERP = Operator.of("aten::lerp_", "Tensor");

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
     * @param parameters to be changed
     * @param gradients one for each parameter, of its shape
     * @param expAvgs running means of the gradients, changed
     * @param expAvgSqs running means of their squares, changed
     * @param steps float32 scalars: how many steps each parameter has taken, this one included
     */
    public static void fusedAdamW(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> expAvgs,
            List<Tensor> expAvgSqs,
            List<Tensor> steps,
            AdamWConstants constants) {
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

    /** Sets every element to zero. */
    public static void zero(Tensor x) {
        ZERO.begin().tensor(x).call().close();
    }

    /** Replaces {@code x} by {@code x · factor}, which is broadcast. */
    public static void scale(Tensor x, Tensor factor) {
        MUL.begin().tensor(x).tensor(factor).call().close();
    }

    /** Replaces {@code x} by {@code x + weight · (end - x)}; {@code weight} is broadcast. */
    public static void lerp(Tensor x, Tensor end, Tensor weight) {
        LERP.begin().tensor(x).tensor(end).tensor(weight).call().close();
    }
}
