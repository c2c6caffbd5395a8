package org.ouroboros3d.clip;

import org.ouroboros3d.nn.LayerNorm;
import org.ouroboros3d.nn.Linear;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Attention;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * One transformer layer of CLIP: attention over all tokens and a perceptron, each after its normalization and with a
 * residual.
 */
final class ClipEncoderLayer {
    private final LayerNorm layerNorm1;
    private final Linear qProj;
    private final Linear kProj;
    private final Linear vProj;
    private final Linear outProj;
    private final LayerNorm layerNorm2;
    private final Linear fc1;
    private final Linear fc2;
    private final ClipActivation activation;
    private final int heads;

    ClipEncoderLayer(Weights w, ClipVisionConfig config) {
        int dim = config.hiddenSize();
        this.layerNorm1 = new LayerNorm(w.at("layer_norm1"), dim, config.layerNormEps());
        this.qProj = new Linear(w.at("self_attn.q_proj"), dim, dim);
        this.kProj = new Linear(w.at("self_attn.k_proj"), dim, dim);
        this.vProj = new Linear(w.at("self_attn.v_proj"), dim, dim);
        this.outProj = new Linear(w.at("self_attn.out_proj").start(Start.ZERO), dim, dim);
        this.layerNorm2 = new LayerNorm(w.at("layer_norm2"), dim, config.layerNormEps());
        this.fc1 = new Linear(w.at("mlp.fc1"), dim, config.intermediateSize());
        this.fc2 = new Linear(w.at("mlp.fc2").start(Start.ZERO), config.intermediateSize(), dim);
        this.activation = config.hiddenAct();
        this.heads = config.numAttentionHeads();
    }

    /**
     * {@return tokens {@code [B, L, D]}}
     *
     * @param x tokens {@code [B, L, D]}
     */
    Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor attended = Arithmetic.add(x, attention(layerNorm1.forward(x)));
            Tensor hidden = activation.forward(fc1.forward(layerNorm2.forward(attended)));
            return scope.moveToOuter(Arithmetic.add(attended, fc2.forward(hidden)));
        }
    }

    private Tensor attention(Tensor x) {
        Tensor mixed = Attention.scaledDotProductAttention(
                byHead(qProj.forward(x)), byHead(kProj.forward(x)), byHead(vProj.forward(x))); // [B, heads, L, D/heads]
        return outProj.forward(Shapes.reshape(Shapes.transpose(mixed, 1, 2), x.shape()));
    }

    private Tensor byHead(Tensor x) {
        return Shapes.transpose(Shapes.reshape(x, x.size(0), x.size(1), heads, x.size(2) / heads), 1, 2);
    }
}
