package org.ouroboros3d.ops;

import java.util.function.UnaryOperator;
import org.ouroboros3d.tensor.DryRun;
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
     * @param query [B, heads, L, D], no size 0
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
        if (DryRun.isActive()) {
            return shapeOf(query, value);
        }
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

    /** Fused attention gives its results the order of its queries. */
    private static Tensor shapeOf(Tensor query, Tensor value) {
        return query.size(3) == value.size(3)
                ? Creation.zerosLike(query)
                : Tensor.empty(
                        query.dtype(), query.device(), query.size(0), query.size(1), query.size(2), value.size(3));
    }
}
