package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.SurfaceSamples;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.geometry.OrbitCamera;

/** True surfaces of objects inside of a sphere of radius 0.5, and Gaussians on them. */
final class MeshObjects {
    private static final double GOLDEN_ANGLE = 180 * (3 - Math.sqrt(5));
    private static final double RADIUS = 3;
    private static final double FOV_DEGREES = 22;
    private static final int SURFACE_VIEWS = 64;
    private static final int SURFACE_SIZE = 256;

    /** Between the points that a surface is judged by, world units. */
    private static final double FINE = 0.004;

    private static final float OPAQUE = 0.99f;

    private MeshObjects() {}

    /** {@return cameras all around, poles left out} */
    static Cameras around(int count) {
        List<double[]> poses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double y = 1 - (2.0 * i + 1) / count;
            poses.add(new OrbitCamera(Math.toDegrees(Math.asin(y)), GOLDEN_ANGLE * i, RADIUS).cameraToWorld());
        }
        return Cameras.of(poses, Collections.nCopies(count, Intrinsics.ofFieldOfView(FOV_DEGREES)));
    }

    /** {@return points of the surface that can be seen from outside} */
    static SurfaceSamples truth(Drawable object) {
        return SurfaceSamples.of(object, around(SURFACE_VIEWS), SURFACE_SIZE, FINE);
    }

    /**
     * {@return a flat opaque Gaussian on each of some points of the surface}
     *
     * @param spacing between neighbors, world units
     */
    static GaussianCloud onSurface(Drawable object, double spacing) {
        SurfaceSamples points = SurfaceSamples.of(object, around(SURFACE_VIEWS), SURFACE_SIZE, spacing);
        int count = points.count();
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        Arrays.fill(opacities, OPAQUE);
        for (int i = 0; i < count; i++) {
            scales[3 * i] = (float) (0.7 * spacing);
            scales[3 * i + 1] = (float) (0.7 * spacing);
            scales[3 * i + 2] = (float) (0.1 * spacing);
            // The shortest turn from z to the normal.
            double w = 1.0 + points.normals()[3 * i + 2];
            double x = w > 0 ? -points.normals()[3 * i + 1] : 1;
            double y = w > 0 ? points.normals()[3 * i] : 0;
            double length = Math.sqrt(w * w + x * x + y * y);
            quats[4 * i] = (float) (w / length);
            quats[4 * i + 1] = (float) (x / length);
            quats[4 * i + 2] = (float) (y / length);
        }
        return new GaussianCloud(points.positions(), opacities, scales, quats, points.colors());
    }
}
