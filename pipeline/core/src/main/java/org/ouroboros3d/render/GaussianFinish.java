package org.ouroboros3d.render;

import java.util.Optional;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.Gaussians;
import org.ouroboros3d.gaussian.SmoothingFilter;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageTensors;
import org.ouroboros3d.model.DetailInput;
import org.ouroboros3d.model.DetailModel;
import org.ouroboros3d.model.ModelInfo;
import org.ouroboros3d.model.ViewTensors;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.GradMode;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * What happens to Gaussians that leave the loop for a file or a picture: the low-pass filter of the loop's resolution, and
 * after it the detail head, where the model has them.
 */
public final class GaussianFinish {
    private final ModelInfo info;
    private final Optional<DetailModel> detail;
    private final Cameras cameras;

    /**
     * Prepares.
     *
     * @param detail of the model
     * @param cameras of the loop's views; the first took the input image
     */
    public GaussianFinish(ModelInfo info, Optional<DetailModel> detail, Cameras cameras) {
        this.info = info;
        this.detail = detail;
        this.cameras = cameras;
    }

    /**
     * {@return the finished Gaussians of one object}
     *
     * @param gaussians {@code [1, N, 14]} of the loop
     * @param subject the square input image: RGBA, or RGB on white
     * @throws WeightsException if they are not finite
     */
    public GaussianCloud apply(Tensor gaussians, Image subject) {
        GaussianCloud filtered = finite(lowPassed(gaussians));
        if (detail.isEmpty()) {
            return filtered;
        }
        DetailModel head = detail.get();
        try (GradMode off = GradMode.disabled();
                TensorScope scope = TensorScope.open()) {
            Tensor given = GaussianPacking.pack(Gaussians.of(filtered, gaussians.device()));
            Tensor refined = head.refine(given, input(subject, head.imageSize(), gaussians))
                    .gaussians();
            return finite(GaussianPacking.unpack(refined).toCloud());
        }
    }

    private DetailInput input(Image subject, int size, Tensor gaussians) {
        Tensor seen = ImageTensors.onWhiteWithAlpha(subject, size).to(gaussians.device());
        return new DetailInput(
                Arithmetic.add(Arithmetic.mul(Shapes.narrow(seen, 1, 0, 3), 2), -1),
                Shapes.narrow(seen, 1, 3, 1),
                ViewTensors.of(cameras.select(0), size, gaussians.device()));
    }

    /** {@return Gaussians {@code [1, N, 14]} on the heap, low-passed if the model's are} */
    public GaussianCloud lowPassed(Tensor gaussians) {
        GaussianCloud cloud = GaussianPacking.unpack(gaussians).toCloud();
        return info.lowPass() ? new SmoothingFilter(cameras, info.imageSize()).apply(cloud) : cloud;
    }

    private GaussianCloud finite(GaussianCloud cloud) {
        for (float coordinate : cloud.means()) {
            if (!Float.isFinite(coordinate)) {
                throw new WeightsException(
                        info.name(), null, "its result is not finite; use other weights, or --precision fp32");
            }
        }
        return cloud;
    }
}
