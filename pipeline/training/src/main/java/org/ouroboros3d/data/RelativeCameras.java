package org.ouroboros3d.data;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * Cameras in the world of their first one, which stands on the z axis at its distance from the origin, looks along -z
 * and has y up: where {@link Cameras#eightViews()} has its first. The world is turned with it, so that an input picture
 * taken from above needs no known elevation ({@code src/data/multiview_blender.py} of Ouroboros3D 8e64942).
 */
final class RelativeCameras {
    private RelativeCameras() {}

    /** {@return the same cameras in the first one's world} */
    static Cameras of(Cameras cameras) {
        double[] first = cameras.cameraToWorld(0);
        double distance = Math.sqrt(first[3] * first[3] + first[7] * first[7] + first[11] * first[11]);
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int view = 0; view < cameras.views(); view++) {
            poses.add(relative(first, distance, cameras.cameraToWorld(view)));
            intrinsics.add(cameras.intrinsics(view));
        }
        return Cameras.of(poses, intrinsics);
    }

    private static double[] relative(double[] first, double distance, double[] pose) {
        double[] result = new double[16];
        for (int row = 0; row < 3; row++) {
            // Down and forward of the first camera become up and back.
            double sign = row == 0 ? 1 : -1;
            for (int column = 0; column < 4; column++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    double entry = pose[4 * k + column] - (column == 3 ? first[4 * k + 3] : 0);
                    sum += first[4 * k + row] * entry;
                }
                result[4 * row + column] = sign * sum;
            }
        }
        result[11] += distance;
        result[15] = 1;
        return result;
    }
}
