package org.ouroboros3d.eval;

/**
 * What a method reached on one object.
 *
 * @param id of the object
 * @param views of the generated pictures
 * @param renders of the 3D model's renderings
 * @param unseen of the renderings without the first, whose view the method was shown
 * @param seconds that the prediction took
 */
public record SubjectScores(String id, ViewScores views, ViewScores renders, ViewScores unseen, double seconds) {}
