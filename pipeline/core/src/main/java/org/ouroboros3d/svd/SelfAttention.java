package org.ouroboros3d.svd;

import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Attention;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/** Multi-head attention of tokens among themselves; queries, keys and values have no bias, the output has. */
final class SelfAttention {
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;
    private final int heads;

    /** @param w keys {@code to_q}, {@code to_k}, {@code to_v} and {@code to_out.0} */
    SelfAttention(Weights w, int channels, int heads) {
        toQ = Linear.withoutBias(w.at("to_q"), channels, channels);
        toK = Linear.withoutBias(w.at("to_k"), channels, channels);
        toV = Linear.withoutBias(w.at("to_v"), channels, channels);
        toOut = new Linear(w.at("to_out.0").start(Start.ZERO), channels, channels);
        this.heads = heads;
    }

    /**
     * {@return attended tokens, {@code [N, L, C]}}
     *
     * @param x tokens, {@code [N, L, C]}; each of the N sequences is attended alone
     */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor attended = Attention.scaledDotProductAttention(
                    split(toQ.forward(x)), split(toK.forward(x)), split(toV.forward(x))); // [N, heads, L, C / heads]
            Tensor joined = Shapes.reshape(Shapes.transpose(attended, 1, 2), x.shape());
            return scope.moveToOuter(toOut.forward(joined));
        }
    }

    private Tensor split(Tensor x) {
        return Shapes.transpose(Shapes.reshape(x, x.size(0), x.size(1), heads, -1), 1, 2);
    }
}
