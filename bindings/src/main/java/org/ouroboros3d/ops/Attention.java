package org.ouroboros3d.ops;

import org.ouroboros3d.tensor.Operator;
import org.ouroboros3d.tensor.Tensor;

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
