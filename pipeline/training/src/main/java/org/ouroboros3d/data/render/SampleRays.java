package org.ouroboros3d.data.render;

import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * The rays of one view through a grid of samples. A ray's direction has the length 1 along the camera's axis, so that
 * distances along it are depths.
 */
public final class SampleRays {
    private final int size;
    private final double[] pose;
    private final Intrinsics intrinsics;

    SampleRays(Cameras cameras, int view, int size) {
        this.size = size;
        this.pose = cameras.cameraToWorld(view);
        this.intrinsics = cameras.intrinsics(view);
    }

    /** {@return samples in a row, and rows} */
    public int size() {
        return size;
    }

    /** {@return camera to world, 4 x 4 row-major, OpenCV axes; not to be written} */
    public double[] pose() {
        return pose;
    }

    /** {@return how far the rays of a column lean to the right at depth 1} */
    public double x(int column) {
        return ((column + 0.5) / size - intrinsics.cx()) / intrinsics.fx();
    }

    /** {@return how far the rays of a row lean down at depth 1} */
    public double y(int row) {
        return ((row + 0.5) / size - intrinsics.cy()) / intrinsics.fy();
    }

    /** {@return the first column at or right of a lean, which may lie outside of the grid} */
    public int column(double x) {
        return index((x * intrinsics.fx() + intrinsics.cx()) * size - 0.5);
    }

    /** {@return the first row at or below a lean, which may lie outside of the grid} */
    public int row(double y) {
        return index((y * intrinsics.fy() + intrinsics.cy()) * size - 0.5);
    }

    private int index(double position) {
        return (int) Math.ceil(Math.clamp(position, -1, size + 1));
    }
}
