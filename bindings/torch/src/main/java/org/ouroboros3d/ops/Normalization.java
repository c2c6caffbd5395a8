package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Normalisation layers. */
public final class Normalization {
    private static final Operator GROUP_NORM = Operator.of("aten::group_norm", "");
    private static final Operator LAYER_NORM = Operator.of("aten::layer_norm", "");

    private Normalization() {}

    /**
     * Zero mean and unit variance within groups of channels, then a scale and a shift for each channel.
     *
     * @param x [B, C, ...]; statistics run over C / groups channels and everything behind them
     * @param groups divides C
     * @param weight [C]
     * @param bias [C]
     * @param eps added to the variance
     * @return the shape of x
     */
    public static Tensor groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double eps) {
        if (!Autocast.isActive()) {
            return grouped(x, groups, weight, bias, eps);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(
                    grouped(Autocast.exact(x), groups, Autocast.exact(weight), Autocast.exact(bias), eps));
        }
    }

    private static Tensor grouped(Tensor x, long groups, Tensor weight, Tensor bias, double eps) {
        if (DryRun.isActive()) {
            return Creation.zerosLike(x);
        }
        return GROUP_NORM
                .begin()
                .tensor(x)
                .integer(groups)
                .optionalTensor(weight)
                .optionalTensor(bias)
                .number(eps)
                .flag(true)
                .call();
    }

    /**
     * Zero mean and unit variance over the last dimensions, then a scale and a shift for each element.
     *
     * @param x its last dimensions are those of {@code weight}, and are normalised together
     * @param weight scale of every element
     * @param bias of the same shape, or null
     * @param eps added to the variance
     * @return the shape of x
     */
    public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        if (!Autocast.isActive()) {
            return layered(x, weight, bias, eps);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(layered(Autocast.exact(x), Autocast.exact(weight), Autocast.exact(bias), eps));
        }
    }

    private static Tensor layered(Tensor x, Tensor weight, Tensor bias, double eps) {
        if (DryRun.isActive()) {
            return Tensor.empty(x.dtype(), x.device(), x.shape());
        }
        return LAYER_NORM
                .begin()
                .tensor(x)
                .integers(weight.shape())
                .optionalTensor(weight)
                .optionalTensor(bias)
                .number(eps)
                .flag(true)
                .call();
    }

    /** {@return x / max(‖x‖₂, eps), the norm taken over dimension {@code dim}} */
    public static Tensor normalize(Tensor x, int dim, double eps) {
        try (Tensor squares = Arithmetic.square(x);
                Tensor sum = Reductions.sum(squares, true, dim);
                Tensor norm = Arithmetic.sqrt(sum);
                Tensor floored = Arithmetic.clamp(norm, eps, Double.POSITIVE_INFINITY)) {
            return Arithmetic.div(x, floored);
        }
    }
}
