package org.ouroboros3d.eval;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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

    /** {@return the mean over the objects of the scores of renderings from the camera of the input} */
    public ViewScores front() {
        return ViewScores.mean(subjects.stream().map(SubjectScores::front).toList());
    }

    /** {@return the mean over the objects of each step's scores, in the order of the steps} */
    public List<StepScores> steps() {
        Map<Integer, List<StepScores>> byStep = subjects.stream()
                .flatMap(subject -> subject.steps().stream())
                .collect(Collectors.groupingBy(StepScores::step, TreeMap::new, Collectors.toList()));
        return byStep.values().stream().map(StepScores::mean).toList();
    }
}
