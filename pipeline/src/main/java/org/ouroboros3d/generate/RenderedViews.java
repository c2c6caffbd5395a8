package org.ouroboros3d.generate;

import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What the Gaussians look like in every view.
 *
 * @param color on white, {@code [1, V, 3, S, S]} in [0, 1]
 * @param alpha {@code [1, V, 1, S, S]} in [0, 1]
 * @param depth accumulated and not divided by alpha, {@code [1, V, 1, S, S]}, world units
 * @param ccm the coordinate map that is fed back, {@code [1, V, 3, S, S]} in [0, 1]
 */
public record RenderedViews(Tensor color, Tensor alpha, Tensor depth, Tensor ccm) {
    /** Hands all four tensors to the scope outside of {@code scope}. */
    RenderedViews moveToOuter(TensorScope scope) {
        return new RenderedViews(
                scope.moveToOuter(color), scope.moveToOuter(alpha), scope.moveToOuter(depth), scope.moveToOuter(ccm));
    }

    /** Frees all four tensors. */
    void close() {
        color.close();
        alpha.close();
        depth.close();
        ccm.close();
    }
}
