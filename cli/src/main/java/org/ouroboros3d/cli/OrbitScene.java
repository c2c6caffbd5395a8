package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;

/** Gaussians and the cameras around them. */
final class OrbitScene {
    private final GaussianCloud gaussians;
    private final Cameras cameras;
    private final double[] center;
    private final double distance;
    private final boolean found;

    /**
     * Puts them together.
     *
     * @param gaussians moved so that the cameras look at the origin
     * @param center what the cameras look at, where the file has it
     * @param distance of the cameras, in the file's units
     * @param found whether both were found from the Gaussians, unasked
     */
    OrbitScene(GaussianCloud gaussians, Cameras cameras, double[] center, double distance, boolean found) {
        this.gaussians = gaussians;
        this.cameras = cameras;
        this.center = center;
        this.distance = distance;
        this.found = found;
    }

    GaussianCloud gaussians() {
        return gaussians;
    }

    Cameras cameras() {
        return cameras;
    }

    double[] center() {
        return center;
    }

    double distance() {
        return distance;
    }

    /** {@return what to say of it; may be empty} */
    String remark() {
        return found
                ? String.format(
                        Locale.ROOT,
                        "Not where generate puts its results: framed with --center %.4g,%.4g,%.4g --radius %.4g.",
                        center[0],
                        center[1],
                        center[2],
                        distance)
                : "";
    }
}
