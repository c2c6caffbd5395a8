package org.ouroboros3d.raster;

import java.util.List;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/**
 * Gradients of a loss with respect to N Gaussians, float32, summed over the views.
 *
 * @param means [N, 3]
 * @param quats [N, 4], of the quaternion as it was given, without normalisation
 * @param scales [N, 3]
 * @param opacities [N]
 * @param colors [N, C]
 */
public record SplatGradients(Tensor means, Tensor quats, Tensor scales, Tensor opacities, Tensor colors) {
    /** Room for the gradients of {@code splats}, in the innermost scope; not initialised. */
    static SplatGradients emptyFor(Splats splats) {
        return new SplatGradients(
                emptyLike(splats.means()),
                emptyLike(splats.quats()),
                emptyLike(splats.scales()),
                emptyLike(splats.opacities()),
                emptyLike(splats.colors()));
    }

    private static Tensor emptyLike(Tensor tensor) {
        return Tensor.empty(DType.FLOAT32, tensor.device(), tensor.shape());
    }

    /** {@return the gradients in the order of the components} */
    List<Tensor> tensors() {
        return List.of(means, quats, scales, opacities, colors);
    }
}
