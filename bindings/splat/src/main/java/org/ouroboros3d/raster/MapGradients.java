package org.ouroboros3d.raster;

import java.util.Arrays;
import java.util.Optional;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Autograd;
import org.ouroboros3d.tensor.Tensor;

/**
 * Gradients of a loss with respect to the maps of V views: contiguous float32 tensors of the maps' shapes on their
 * device. An absent one is zero.
 *
 * @param color [V, C, H, W]
 * @param alpha [V, 1, H, W]
 * @param depth [V, 1, H, W]
 * @param coordinates [V, 3, H, W]
 */
public record MapGradients(
        Optional<Tensor> color, Optional<Tensor> alpha, Optional<Tensor> depth, Optional<Tensor> coordinates) {
    /**
     * {@return what {@link Autograd#backward} has left in maps that require gradients}
     *
     * @throws IllegalStateException if a map was closed
     */
    public static MapGradients collected(Rendering maps) {
        return new MapGradients(
                Autograd.collected(maps.color()),
                Autograd.collected(maps.alpha()),
                Autograd.collected(maps.depth()),
                maps.coordinates().flatMap(Autograd::collected));
    }

    /** {@return whether all are absent} */
    public boolean isEmpty() {
        return color.isEmpty() && alpha.isEmpty() && depth.isEmpty() && coordinates.isEmpty();
    }

    /** {@return new references to the same gradients, in the innermost scope} */
    MapGradients sameElements() {
        return new MapGradients(
                color.map(Tensor::sameElements),
                alpha.map(Tensor::sameElements),
                depth.map(Tensor::sameElements),
                coordinates.map(Tensor::sameElements));
    }

    /**
     * Checks against what was rendered.
     *
     * @param shape of the colour, [V, C, H, W]
     * @param hasCoordinates whether there is a coordinate map
     * @param reference a tensor on the device of the maps
     */
    void requireFit(long[] shape, boolean hasCoordinates, Tensor reference) {
        require("color", color, shape, shape[1], reference);
        require("alpha", alpha, shape, 1, reference);
        require("depth", depth, shape, 1, reference);
        if (coordinates.isPresent() && !hasCoordinates) {
            throw new IllegalArgumentException(
                    "coordinates has a gradient but was not rendered; ask for a coordinate map with withCcm");
        }
        require("coordinates", coordinates, shape, 3, reference);
    }

    private static void require(String name, Optional<Tensor> gradient, long[] shape, long channels, Tensor reference) {
        if (gradient.isEmpty()) {
            return;
        }
        long[] expected = {shape[0], channels, shape[2], shape[3]};
        Tensor tensor = gradient.get();
        if (!Arrays.equals(tensor.shape(), expected)) {
            throw new ShapeException("MapGradients", name, Arrays.toString(expected), tensor.shape());
        }
        Splats.requireReadable(name, tensor, reference);
    }
}
