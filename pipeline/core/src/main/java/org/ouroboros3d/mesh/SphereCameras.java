package org.ouroboros3d.mesh;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/** Cameras all around a ball, both poles included, evenly spread as a Fibonacci lattice (González 2010). */
final class SphereCameras {
    /** Narrow, so that depths of neighboring pixels differ by the surface, not by perspective. */
    private static final double FOV_DEGREES = 20;

    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private SphereCameras() {}

    /** {@return the distance from which a ball fills a view} */
    static double distance(double radius) {
        return radius / Math.sin(Math.toRadians(FOV_DEGREES) / 2);
    }

    /**
     * {@return cameras that look at the ball's middle and see all of it}
     *
     * @param count at least 2
     */
    static Cameras around(double[] middle, double radius, int count) {
        List<double[]> poses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double y = 1 - 2.0 * i / (count - 1);
            double ring = Math.sqrt(Math.max(0, 1 - y * y));
            double angle = GOLDEN_ANGLE * i;
            poses.add(pose(middle, distance(radius), ring * Math.sin(angle), y, ring * Math.cos(angle)));
        }
        return Cameras.of(poses, Collections.nCopies(count, Intrinsics.ofFieldOfView(FOV_DEGREES)));
    }

    /** Camera to world of a camera in a direction from the middle; its right is level except at the poles. */
    private static double[] pose(double[] middle, double distance, double x, double y, double z) {
        double ring = Math.sqrt(x * x + z * z);
        double rightX = ring > 0 ? z / ring : 1;
        double rightZ = ring > 0 ? -x / ring : 0;
        double[] right = {rightX, 0, rightZ};
        double[] forward = {-x, -y, -z};
        double[] down = {
            forward[1] * right[2] - forward[2] * right[1],
            forward[2] * right[0] - forward[0] * right[2],
            forward[0] * right[1] - forward[1] * right[0]
        };
        double[] pose = new double[16];
        for (int row = 0; row < 3; row++) {
            pose[4 * row] = right[row];
            pose[4 * row + 1] = down[row];
            pose[4 * row + 2] = forward[row];
            pose[4 * row + 3] = middle[row] - distance * forward[row];
        }
        pose[15] = 1;
        return pose;
    }
}
