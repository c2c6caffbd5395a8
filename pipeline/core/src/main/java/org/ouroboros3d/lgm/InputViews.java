package org.ouroboros3d.lgm;

import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Tensor;

/**
 * Which views of an object LGM takes: at equal distances from the first, so 0, 2, 4, 6 of eight.
 *
 * @param numFrames how many
 */
public record InputViews(int numFrames) {
    /**
     * {@return {@code [B, numFrames, ...]}}
     *
     * @param perView {@code [B, V, ...]}, V a multiple of {@code numFrames}
     */
    public Tensor of(Tensor perView) {
        long views = perView.size(1);
        return Shapes.slice(perView, 1, 0, views, views / numFrames);
    }
}
