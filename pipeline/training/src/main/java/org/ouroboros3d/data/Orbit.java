package org.ouroboros3d.data;

import java.util.Arrays;
import org.ouroboros3d.data.shapes.ShapeRandom;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;

/**
 * A turn of {@value #FRAMES} cameras around the origin at one height, 22.5 degrees apart, with the published distance and
 * angle of view.
 *
 * @param elevationDegrees how far above the horizon the cameras stand, in degrees
 * @param startDegrees azimuth of frame 0 in degrees, from +z towards +x
 */
public record Orbit(double elevationDegrees, double startDegrees) {
    /** Frames of a turn. */
    public static final int FRAMES = 16;
    /** Least elevation that orbits of a data set have, in degrees. */
    public static final double MIN_ELEVATION = -5;
    /** Greatest elevation that orbits of a data set have, in degrees. */
    public static final double MAX_ELEVATION = 30;

    private static final double TURN = 360;

    /** {@return an orbit with a random start at a random elevation in the given range} */
    static Orbit random(ShapeRandom random, double minElevation, double maxElevation) {
        double elevation = random.in(minElevation, maxElevation);
        return new Orbit(elevation, random.in(0, TURN));
    }

    /** {@return the azimuth of a frame in degrees} */
    public double azimuthDegrees(int frame) {
        return startDegrees + TURN / FRAMES * frame;
    }

    /** {@return the cameras of some frames in world coordinates, in the given order} */
    public Cameras cameras(int... frames) {
        double[] azimuths =
                Arrays.stream(frames).mapToDouble(this::azimuthDegrees).toArray();
        return Cameras.orbit(
                // A positive elevation of OrbitCamera is below.
                -elevationDegrees,
                azimuths,
                Cameras.EIGHT_VIEW_RADIUS,
                Intrinsics.ofFieldOfView(Cameras.EIGHT_VIEW_FOV));
    }
}
