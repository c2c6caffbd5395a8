package org.ouroboros3d.svd;

import java.util.List;
import java.util.Optional;
import org.ouroboros3d.tensor.Tensor;

/**
 * What {@link MVModel} adds to the features of the UNet on their way, and what it has computed once for many passes.
 *
 * <p>Each tensor has one entry for each frame of each sample, {@code [B F, C, h, w]}, or one for each frame,
 * {@code [F, C, h, w]}.
 *
 * @param down added before each level going down; empty for nothing
 * @param mid added before the coarsest level
 * @param up added before each level going up; empty for nothing
 * @param features added inside the levels with attention going down, in their order, and the last after the coarsest
 *     level; empty for nothing
 * @param framePositions each transformer's embedding of the frames' numbers, in the order in which they run,
 *     {@code [F, 1, C]}; empty to compute them in the pass
 */
record UNetAdditions(
        List<Tensor> down, Optional<Tensor> mid, List<Tensor> up, List<Tensor> features, List<Tensor> framePositions) {
    /** The plain UNet. */
    static final UNetAdditions NONE = new UNetAdditions(List.of(), Optional.empty(), List.of(), List.of(), List.of());

    Optional<Tensor> down(int level) {
        return at(down, level);
    }

    Optional<Tensor> up(int level) {
        return at(up, level);
    }

    Optional<Tensor> feature(int index) {
        return at(features, index);
    }

    Optional<Tensor> lastFeature() {
        return at(features, features.size() - 1);
    }

    private static Optional<Tensor> at(List<Tensor> tensors, int index) {
        return tensors.isEmpty() ? Optional.empty() : Optional.of(tensors.get(index));
    }
}
