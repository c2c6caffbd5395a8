package org.ouroboros3d.model;

import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.ops.Arithmetic;
import org.ouroboros3d.ops.Shapes;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * The cameras of a run in the forms in which networks and rasterizer take them, float32.
 *
 * @param c2w camera to world {@code [1, V, 4, 4]}, OpenCV axes, on the networks' device
 * @param intrinsics as fractions of the image's size {@code [1, V, 3, 3]}, on the networks' device
 * @param viewmats world to camera {@code [V, 4, 4]}, on the host
 * @param ks intrinsics in pixels {@code [V, 3, 3]}, on the host
 */
public record ViewTensors(Tensor c2w, Tensor intrinsics, Tensor viewmats, Tensor ks) {
    /** Checks the shapes. */
    public ViewTensors {
        long[] shape = viewmats.shape();
        if (shape.length != 3 || shape[1] != 4 || shape[2] != 4) {
            throw new ShapeException("ViewTensors", "viewmats", "[V, 4, 4]", shape);
        }
    }

    /** {@return the tensors of some cameras with square images of {@code size} pixels, in the innermost scope} */
    public static ViewTensors of(Cameras cameras, int size, Device device) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor intrinsics = Shapes.unsqueeze(cameras.normalizedIntrinsics(), 0);
            return new ViewTensors(
                    scope.moveToOuter(Shapes.unsqueeze(cameras.c2w(), 0).to(device)),
                    scope.moveToOuter(intrinsics.to(device)),
                    scope.moveToOuter(cameras.viewmats()),
                    scope.moveToOuter(cameras.Ks(size, size)));
        }
    }

    /** {@return the same cameras with square images of {@code size} pixels; what changes is in the innermost scope} */
    public ViewTensors at(int size) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor fractions = Shapes.squeeze(intrinsics, 0).to(Device.CPU);
            Tensor pixels = Tensor.of(new float[] {(float) size, (float) size, 1}, 3, 1);
            return new ViewTensors(c2w, intrinsics, viewmats, scope.moveToOuter(Arithmetic.mul(fractions, pixels)));
        }
    }

    /** {@return {@code count} views from {@code first} on, in the innermost scope} */
    public ViewTensors narrow(int first, int count) {
        return new ViewTensors(
                Shapes.narrow(c2w, 1, first, count),
                Shapes.narrow(intrinsics, 1, first, count),
                Shapes.narrow(viewmats, 0, first, count),
                Shapes.narrow(ks, 0, first, count));
    }

    /** {@return the number of views, V} */
    public int count() {
        return Math.toIntExact(viewmats.size(0));
    }
}
