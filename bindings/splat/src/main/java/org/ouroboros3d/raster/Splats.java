package org.ouroboros3d.raster;

import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Tensor;

/**
 * N Gaussians with activated parameters: contiguous float32 tensors on one device.
 *
 * @param means world positions [N, 3]
 * @param quats rotations (w, x, y, z) [N, 4], used without normalisation
 * @param scales standard deviations [N, 3], world units
 * @param opacities [N], in [0, 1]
 * @param colors [N, C], C from 1 to 8
 */
public record Splats(Tensor means, Tensor quats, Tensor scales, Tensor opacities, Tensor colors) {
    private static final int MAX_CHANNELS = 8;

    /** Checks shapes, dtype, contiguity and that all are on one device. */
    public Splats {
        requireShape("means", means, means.rank() == 2 && means.size(1) == 3, "[N, 3]");
        long n = means.size(0);
        requireShape("quats", quats, quats.rank() == 2 && quats.size(0) == n && quats.size(1) == 4, "[N, 4]");
        requireShape("scales", scales, scales.rank() == 2 && scales.size(0) == n && scales.size(1) == 3, "[N, 3]");
        requireShape("opacities", opacities, opacities.rank() == 1 && opacities.size(0) == n, "[N]");
        requireShape(
                "colors",
                colors,
                colors.rank() == 2 && colors.size(0) == n && colors.size(1) >= 1 && colors.size(1) <= MAX_CHANNELS,
                "[N, C] with 1 to " + MAX_CHANNELS + " channels");
        requireReadable("means", means, means);
        requireReadable("quats", quats, means);
        requireReadable("scales", scales, means);
        requireReadable("opacities", opacities, means);
        requireReadable("colors", colors, means);
    }

    /** {@return N} */
    public long count() {
        return means.size(0);
    }

    /** {@return C} */
    public int channels() {
        return Math.toIntExact(colors.size(1));
    }

    /** {@return all of them} */
    List<Tensor> tensors() {
        return List.of(means, quats, scales, opacities, colors);
    }

    /** {@return new references to the same elements, in the innermost scope} */
    Splats sameElements() {
        return new Splats(
                means.sameElements(),
                quats.sameElements(),
                scales.sameElements(),
                opacities.sameElements(),
                colors.sameElements());
    }

    private static void requireShape(String name, Tensor tensor, boolean fits, String expected) {
        if (!fits) {
            throw new ShapeException("Splats", name, expected + " with the N of means", tensor.shape());
        }
    }

    static void requireReadable(String name, Tensor tensor, Tensor reference) {
        if (tensor.dtype() != DType.FLOAT32 || !tensor.isContiguous()) {
            throw new IllegalArgumentException(name + " must be contiguous float32, not " + tensor.describe()
                    + (tensor.isContiguous() ? "" : " with gaps"));
        }
        if (!tensor.device().equals(reference.device())) {
            throw new IllegalArgumentException(name + " is on " + tensor.device() + " but means on "
                    + reference.device() + "; move them together");
        }
    }
}
