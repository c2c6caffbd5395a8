package org.ouroboros3d.ops;

import java.util.function.UnaryOperator;
import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/** Attention. */
public final class Attention {
    private static final Operator SDPA = Operator.of("aten::scaled_dot_product_attention", "");

    private Attention() {}

    /**
     * Fused attention without mask or dropout: softmax(q · kᵀ / √D) · v.
     *
     * @param query [B, heads, L, D]
     * @param key [B, heads, S, D]
     * @param value [B, heads, S, E]
     * @return [B, heads, L, E]
     */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        if (!Autocast.isActive()) {
            return attend(query, key, value);
        }
        // LibTorch's attention for processors takes twice as long in bfloat16, forward and backward.
        UnaryOperator<Tensor> operand = query.device().isHost() ? Autocast::exact : Autocast::converted;
        try (TensorScope scope = TensorScope.open()) {
            return scope.moveToOuter(attend(operand.apply(query), operand.apply(key), operand.apply(value)));
        }
    }

    private static Tensor attend(Tensor query, Tensor key, Tensor value) {
        return Shortcut.FUSED_ATTENTION.isTaken() ? fused(query, key, value) : unfused(query, key, value);
    }

    /** The scale goes into both operands, half each, as in ATen's own attention without fusing. */
    private static Tensor unfused(Tensor query, Tensor key, Tensor value) {
        double half = Math.pow((double) query.size(-1), -0.25);
        try (TensorScope scope = TensorScope.open()) {
            Tensor keys = Shapes.transpose(Arithmetic.mul(key, half), -2, -1); // [B, heads, D, S]
            Tensor scores = Linear.matmul(Arithmetic.mul(query, half), keys); // [B, heads, L, S]
            return scope.moveToOuter(Linear.matmul(Activations.softmax(scores, -1), value));
        }
    }

    private static Tensor fused(Tensor query, Tensor key, Tensor value) {
        return SDPA.begin()
                .tensor(query)
                .tensor(key)
                .tensor(value)
                .none()
                .number(0)
                .flag(false)
                .none()
                .flag(false)
                .call();
    }
}
