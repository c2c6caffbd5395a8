package org.ouroboros3d.eval;

import java.util.List;

/**
 * What a method reached on all objects.
 *
 * @param method its name
 * @param subjects in the order of the evaluation
 */
public record MethodScores(String method, List<SubjectScores> subjects) {
    /** Copies the list. */
    public MethodScores {
        subjects = List.copyOf(subjects);
    }

    /** {@return the mean over the objects of the generated pictures' scores} */
    public ViewScores views() {
        return ViewScores.mean(subjects.stream().map(SubjectScores::views).toList());
    }

    /** {@return the mean over the objects of the renderings' scores} */
    public ViewScores renders() {
        return ViewScores.mean(subjects.stream().map(SubjectScores::renders).toList());
    }

    /** {@return the mean over the objects of the scores of renderings from views that the method was not shown} */
    public ViewScores unseen() {
        return ViewScores.mean(subjects.stream().map(SubjectScores::unseen).toList());
    }
}
