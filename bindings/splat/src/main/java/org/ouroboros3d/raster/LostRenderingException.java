package org.ouroboros3d.raster;

import org.ouroboros3d.tensor.Device;

/**
 * A rendering that was not waited for turned out to have lacked room for the scene's tile intersections: its maps are
 * the background alone. There is more room now; what was made from those maps has to be made again.
 */
public final class LostRenderingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostRenderingException(Device device, long intersections, long capacity) {
        super("an earlier rendering on " + device + " needed " + intersections
                + " tile intersections and had room for " + capacity
                + ", so its maps are the background alone; there is room now: repeat what was made from it");
    }
}
