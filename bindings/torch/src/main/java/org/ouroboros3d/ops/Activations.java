package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.DryRun;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

/** Activation functions, element by element. */
public final class Activations {
    private static final Operator SILU = Operator.of("aten::silu", "");
    private static final Operator GELU = Operator.of("aten::gelu", "");
    private static final Operator RELU = Operator.of("aten::relu", "");
    private static final Operator SIGMOID = Operator.of("aten::sigmoid", "");
    private static final Operator TANH = Operator.of("aten::tanh", "");
    private static final Operator LOGADDEXP = Operator.of("aten::logaddexp", "");
    private static final double QUICK_GELU_SLOPE = 1.702;

    private Activations() {}

    /** {@return x · sigmoid(x)} */
    public static Tensor silu(Tensor x) {
        return SILU.begin().tensor(x).call();
    }

    /** {@return x · Φ(x), with the error function and not its tanh approximation} */
    public static Tensor gelu(Tensor x) {
        return GELU.begin().tensor(x).text("none").call();
    }

    /** {@return x · sigmoid(1.702 x), the activation of OpenAI's CLIP} */
    public static Tensor quickGelu(Tensor x) {
        try (Tensor scaled = Arithmetic.mul(x, QUICK_GELU_SLOPE);
                Tensor gate = sigmoid(scaled)) {
            return Arithmetic.mul(x, gate);
        }
    }

    /** {@return max(x, 0)} */
    public static Tensor relu(Tensor x) {
        return DryRun.isActive()
                ? Creation.zerosLike(x)
                : RELU.begin().tensor(x).call();
    }

    /** {@return 1 / (1 + e⁻ˣ)} */
    public static Tensor sigmoid(Tensor x) {
        return SIGMOID.begin().tensor(x).call();
    }

    /** {@return the hyperbolic tangent} */
    public static Tensor tanh(Tensor x) {
        return TANH.begin().tensor(x).call();
    }

    /** {@return log(1 + eˣ); ATen's own softplus takes Scalars, logaddexp(x, 0) is the same function} */
    public static Tensor softplus(Tensor x) {
        try (Tensor zero = Creation.scalar(0, x.dtype(), x.device())) {
            return LOGADDEXP.begin().tensor(x).tensor(zero).call();
        }
    }
}
