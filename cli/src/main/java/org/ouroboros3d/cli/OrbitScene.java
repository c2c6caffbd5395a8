package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;

/**
 * Gaussians and the cameras around them.
 *
 * @param gaussians moved so that the cameras look at the origin
 * @param center what the cameras look at, where the file has it
 * @param distance of the cameras, in the file's units
 * @param found whether both were found from the Gaussians, unasked
 */
record OrbitScene(GaussianCloud gaussians, Cameras cameras, double[] center, double distance, boolean found) {
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
