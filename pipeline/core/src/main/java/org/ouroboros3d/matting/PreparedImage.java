package org.ouroboros3d.matting;

import java.util.List;
import java.util.Map;
import org.ouroboros3d.image.Image;

/**
 * An image as a model takes it, and what was decided on the way.
 *
 * @param image an RGBA square, the object in its middle
 * @param wasMasked whether the image that was given had an alpha channel that masks something, so that nothing was cut out
 * @param coverage the part of the image that was given that the object covers, 0 to 1
 * @param warnings what makes a poor result likely, in sentences; empty where nothing does
 * @param stageSeconds seconds by stage: decode, cut out, recenter
 */
public record PreparedImage(
        Image image, boolean wasMasked, double coverage, List<String> warnings, Map<String, Double> stageSeconds) {
    /** Copies the collections. */
    public PreparedImage {
        warnings = List.copyOf(warnings);
        stageSeconds = Map.copyOf(stageSeconds);
    }
}
