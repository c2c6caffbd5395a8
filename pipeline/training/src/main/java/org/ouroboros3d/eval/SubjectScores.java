package org.ouroboros3d.eval;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    /** The names of {@link #values}: each score of the views, the renderings, those not shown, and the front. */
    public static final List<String> COLUMNS = Stream.of("views", "renders", "unseen", "front")
            .flatMap(pictures -> ViewScores.COLUMNS.stream().map(score -> score + "_" + pictures))
            .toList();

    /** Copies the list. */
    public SubjectScores {
        steps = List.copyOf(steps);
    }

    /**
     * {@return the scores of an object without its steps}
     *
     * @param values as {@link #values} gives them
     */
    public static SubjectScores of(String id, List<Double> values, double seconds) {
        int each = ViewScores.COLUMNS.size();
        List<ViewScores> scores = IntStream.range(0, COLUMNS.size() / each)
                .mapToObj(i -> ViewScores.of(values.subList(i * each, (i + 1) * each)))
                .toList();
        return new SubjectScores(id, scores.get(0), scores.get(1), scores.get(2), scores.get(3), List.of(), seconds);
    }

    /** {@return the scores in the order of {@link #COLUMNS}; NaN for LPIPS without its weights} */
    public List<Double> values() {
        return Stream.of(views, renders, unseen, front)
                .flatMap(scores -> scores.values().stream())
                .toList();
    }
}
