package org.ouroboros3d.raster;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros3d.tensor.Tensor;

/**
 * Maps of V views, float32.
 *
 * @param color [V, C, H, W], over the background
 * @param alpha [V, 1, H, W], in [0, 1]
 * @param depth [V, 1, H, W], camera-space z weighted by alpha and not divided by it, world units; 0 where nothing is
 * @param coordinates [V, 3, H, W], the coordinate map that was asked for; empty for {@link Ccm#NONE}
 */
public record Rendering(Tensor color, Tensor alpha, Tensor depth, Optional<Tensor> coordinates) {
    /**
     * {@return the coordinate map [V, 3, H, W]}
     *
     * @throws IllegalStateException if none was rendered
     */
    public Tensor ccm() {
        return coordinates.orElseThrow(
                () -> new IllegalStateException("rendered without a coordinate map; ask for one with withCcm"));
    }

    /** {@return all maps} */
    List<Tensor> tensors() {
        return Stream.concat(Stream.of(color, alpha, depth), coordinates.stream())
                .toList();
    }
}
