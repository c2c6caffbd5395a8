package org.ouroboros3d.nn;

import java.util.List;
import org.ouroboros3d.ops.Activations;
import org.ouroboros3d.ops.InPlace;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;
import org.ouroboros3d.weights.Role.Start;
import org.ouroboros3d.weights.Weights;

/**
 * A transformer's feed-forward with a gated GELU: {@code h, gate = proj(x)}, then {@code out(h * gelu(gate))} with the
 * exact GELU (diffusers' {@code FeedForward} with {@code activation_fn="geglu"}; Shazeer, "GLU variants improve
 * transformer", 2020).
 */
public final class FeedForward {
    static final int EXPANSION = 4;

    private final Linear proj;
    private final Linear out;

    /**
     * Builds the layers on their weights; the width between them is {@code 4 dim}.
     *
     * @param w holds {@code net.0.proj} of {@code [8 dim, dim]} and {@code net.2} of {@code [dimOut, 4 dim]}
     * @param dim channels in
     * @param dimOut channels out
     */
    public FeedForward(Weights w, int dim, int dimOut) {
        int inner = EXPANSION * dim;
        this.proj = new Linear(w.at("net.0.proj"), dim, 2 * inner);
        this.out = new Linear(w.at("net.2").start(Start.ZERO), inner, dimOut);
    }

    /**
     * {@return {@code [..., dimOut]}}
     *
     * @param x {@code [..., dim]}
     */
    public Tensor forward(Tensor x) {
        try (TensorScope scope = TensorScope.open()) {
            List<Tensor> halves = Shapes.chunk(proj.forward(x), 2, -1);
            return scope.moveToOuter(out.forward(InPlace.mul(Activations.gelu(halves.get(1)), halves.get(0))));
        }
    }
}
