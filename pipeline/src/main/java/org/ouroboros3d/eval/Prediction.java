package org.ouroboros3d.eval;

import java.util.List;
import org.ouroboros3d.image.Image;

/**
 * What a method makes of a subject's input, one picture for each camera.
 *
 * @param views generated pictures
 * @param renders of the 3D model; for methods without one, the same pictures
 */
public record Prediction(List<Image> views, List<Image> renders) {
    /** Copies the lists. */
    public Prediction {
        views = List.copyOf(views);
        renders = List.copyOf(renders);
    }
}
