package org.ouroboros3d.eval;

import java.util.List;
import org.ouroboros3d.image.Image;

/**
 * What a method makes of a subject's input, one picture for each camera.
 *
 * @param views generated pictures
 * @param renders of the 3D model; for methods without one, the same pictures
 * @param steps what led there, in the order of the steps; empty for methods that keep none
 */
public record Prediction(List<Image> views, List<Image> renders, List<StepPrediction> steps) {
    /** Copies the lists. */
    public Prediction {
        views = List.copyOf(views);
        renders = List.copyOf(renders);
        steps = List.copyOf(steps);
    }

    /** {@return the prediction of a method without a 3D model and without steps} */
    public static Prediction of(List<Image> pictures) {
        return new Prediction(pictures, pictures, List.of());
    }
}
