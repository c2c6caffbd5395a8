package org.ouroboros3d.eval;

import java.util.List;

/**
 * What a method reached on one object.
 *
 * @param id of the object
 * @param views of the generated pictures
 * @param renders of the 3D model's renderings
 * @param unseen of the renderings without the first, whose view the method was shown
 * @param front of the rendering from the camera of the input
 * @param steps of the steps that the method kept, in their order
 * @param seconds that the prediction took
 */
public record SubjectScores(
        String id,
        ViewScores views,
        ViewScores renders,
        ViewScores unseen,
        ViewScores front,
        List<StepScores> steps,
        double seconds) {
    /** Copies the list. */
    public SubjectScores {
        steps = List.copyOf(steps);
    }
}
