package org.ouroboros3d.model;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What the Gaussians of B objects look like in every view.
 *
 * @param color on white, {@code [B, V, 3, S, S]} in [0, 1]
 * @param alpha {@code [B, V, 1, S, S]} in [0, 1]
 * @param depth accumulated and not divided by alpha, {@code [B, V, 1, S, S]}, world units
 * @param ccm the coordinate map that is fed back, {@code [B, V, 3, S, S]} in [0, 1]
 */
public record RenderedViews(Tensor color, Tensor alpha, Tensor depth, Tensor ccm) {
    /** {@return the renderings of several objects in one, in the innermost scope} */
    public static RenderedViews cat(List<RenderedViews> objects) {
        return cat(objects, 0);
    }

    /** {@return the renderings of several ranges of views in one, in the innermost scope} */
    public static RenderedViews catViews(List<RenderedViews> ranges) {
        return cat(ranges, 1);
    }

    private static RenderedViews cat(List<RenderedViews> parts, int dim) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        return new RenderedViews(
                cat(parts, RenderedViews::color, dim),
                cat(parts, RenderedViews::alpha, dim),
                cat(parts, RenderedViews::depth, dim),
                cat(parts, RenderedViews::ccm, dim));
    }

    private static Tensor cat(List<RenderedViews> parts, Function<RenderedViews, Tensor> map, int dim) {
        return Shapes.cat(parts.stream().map(map).toList(), dim);
    }

    /** {@return the same with other tensors} Each is asked for once, always in the same order. */
    public RenderedViews map(UnaryOperator<Tensor> change) {
        return new RenderedViews(change.apply(color), change.apply(alpha), change.apply(depth), change.apply(ccm));
    }

    /** Hands all four tensors to the scope outside of {@code scope}. */
    public RenderedViews moveToOuter(TensorScope scope) {
        return map(scope::moveToOuter);
    }

    /** Frees all four tensors. */
    public void close() {
        color.close();
        alpha.close();
        depth.close();
        ccm.close();
    }
}
