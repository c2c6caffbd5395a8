package org.ouroboros3d.eval;

import java.util.List;
import org.ouroboros3d.image.Image;

/**
 * What a method would predict if it ended after one of its denoising steps, one picture for each camera.
 *
 * @param step from 0
 * @param views decoded pictures
 * @param renders of the step's 3D model
 */
public record StepPrediction(int step, List<Image> views, List<Image> renders) {
    /** Copies the lists. */
    public StepPrediction {
        views = List.copyOf(views);
        renders = List.copyOf(renders);
    }
}
