package org.ouroboros3d.gaussian;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * N 3D Gaussians as tensors, activated; the names are gsplat's.
 *
 * @param means [N, 3] world positions
 * @param opacities [N] in [0, 1]
 * @param scales [N, 3] standard deviations along the Gaussian's axes
 * @param quats [N, 4] rotations as (w, x, y, z), used by the rasterizer without normalising
 * @param colors [N, 3] RGB, nominally in [0, 1]
 */
public record Gaussians(Tensor means, Tensor opacities, Tensor scales, Tensor quats, Tensor colors) {
    /** Checks the shapes. */
    public Gaussians {
        if (opacities.rank() != 1) {
            throw new ShapeException("Gaussians", "opacities", "[N]", opacities.shape());
        }
        long count = opacities.size(0);
        requireRows("means", means, count, 3);
        requireRows("scales", scales, count, 3);
        requireRows("quats", quats, count, 4);
        requireRows("colors", colors, count, 3);
    }

    private static void requireRows(String name, Tensor tensor, long rows, long columns) {
        if (tensor.rank() != 2 || tensor.size(0) != rows || tensor.size(1) != columns) {
            throw new ShapeException("Gaussians", name, "[" + rows + ", " + columns + "]", tensor.shape());
        }
    }

    /** {@return N} */
    public long count() {
        return opacities.size(0);
    }

    /** {@return the same Gaussians on the heap, as float32} */
    public GaussianCloud toCloud() {
        return new GaussianCloud(
                means.toFloatArray(),
                opacities.toFloatArray(),
                scales.toFloatArray(),
                quats.toFloatArray(),
                colors.toFloatArray());
    }

    /**
     * {@return float32 tensors of a cloud on {@code device}, in the innermost scope}
     *
     * <p>Colors are those of degree 0.
     */
    public static Gaussians of(GaussianCloud cloud, Device device) {
        int count = cloud.count();
        return new Gaussians(
                Tensor.of(cloud.means(), count, 3).to(device),
                Tensor.of(cloud.opacities(), count).to(device),
                Tensor.of(cloud.scales(), count, 3).to(device),
                Tensor.of(cloud.quats(), count, 4).to(device),
                Tensor.of(cloud.colors(), count, 3).to(device));
    }
}
