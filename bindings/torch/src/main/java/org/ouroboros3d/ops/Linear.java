package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.OneDnnLinear;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Matrix products. */
public final class Linear {
    private static final Operator LINEAR = Operator.of("aten::linear", "");
    private static final Operator MATMUL = Operator.of("aten::matmul", "");
    /** Floating-point operations from which on starting oneDNN, and its threads, costs less than they save. */
    private static final long LARGE = 1L << 24;

    private Linear() {}

    /**
     * A fully connected layer.
     *
     * @param x [..., I]
     * @param weight [O, I]
     * @param bias [O] or null
     * @return x · weightᵀ + bias, [..., O]
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        if (!Autocast.isActive()) {
            return product(x, weight, bias);
        }
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(
                    product(Autocast.converted(x), Autocast.converted(weight), Autocast.converted(bias)));
        }
    }

    private static Tensor product(Tensor x, Tensor weight, Tensor bias) {
        if (isLarge(x, weight) && isInference() && !DryRun.isActive() && OneDnnLinear.takes(x, weight, bias)) {
            return OneDnnLinear.linear(x, weight, bias);
        }
        return LINEAR.begin().tensor(x).tensor(weight).optionalTensor(bias).call();
    }

    private static boolean isLarge(Tensor x, Tensor weight) {
        return 2 * x.numel() * weight.size(0) >= LARGE;
    }

    private static boolean isInference() {
        return !GradMode.isEnabled() && !GradientCheckpoints.isInSegment();
    }

    /**
     * {@return the matrix product of the last two dimensions; earlier ones broadcast} {@link Autocast} leaves it alone: it
     * serves geometry here, not networks.
     */
    public static Tensor matmul(Tensor a, Tensor b) {
        return MATMUL.begin().tensor(a).tensor(b).call();
    }
}
