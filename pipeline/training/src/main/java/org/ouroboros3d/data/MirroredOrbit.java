package org.ouroboros3d.data;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * The mirror image of a sample in the plane x = 0 of its world, which holds the first camera's axis and its up direction:
 * that camera stays where it is. Pictures are swapped left to right. A camera with the pose R, t gets the pose M R M, M t
 * with M = diag(-1, 1, 1), and sees a mirrored point at the mirrored place of its picture.
 */
final class MirroredOrbit {
    private MirroredOrbit() {}

    static OrbitSample of(OrbitSample sample) {
        float[] rgba = swapped(sample.rgba(), sample.size());
        Cameras cameras = mirrored(sample.cameras());
        return sample.depths()
                .map(depths ->
                        new OrbitSample(sample.id(), sample.size(), rgba, swapped(depths, sample.size()), cameras))
                .orElseGet(() -> new OrbitSample(sample.id(), sample.size(), rgba, cameras));
    }

    private static float[] swapped(float[] rows, int size) {
        float[] result = new float[rows.length];
        for (int row = 0; row < rows.length; row += size) {
            for (int column = 0; column < size; column++) {
                result[row + column] = rows[row + size - 1 - column];
            }
        }
        return result;
    }

    static Cameras mirrored(Cameras cameras) {
        List<double[]> poses = new ArrayList<>();
        List<Intrinsics> intrinsics = new ArrayList<>();
        for (int view = 0; view < cameras.views(); view++) {
            double[] pose = cameras.cameraToWorld(view);
            for (int i = 0; i < 16; i++) {
                // One sign for the world's x, one for the camera's; where they meet they cancel.
                if ((i < 4) != (i % 4 == 0)) {
                    pose[i] = -pose[i];
                }
            }
            poses.add(pose);
            Intrinsics k = cameras.intrinsics(view);
            intrinsics.add(new Intrinsics(k.fx(), k.fy(), 1 - k.cx(), k.cy()));
        }
        return Cameras.of(poses, intrinsics);
    }
}
