package org.ouroboros3d.eval;

import java.util.List;

/**
 * What a method's prediction after one denoising step reached.
 *
 * @param step from 0
 * @param views of the decoded views
 * @param renders of the step's 3D model's renderings
 */
public record StepScores(int step, ViewScores views, ViewScores renders) {
    /**
     * {@return the mean of objects' scores of one step}
     *
     * @param scores at least one
     */
    static StepScores mean(List<StepScores> scores) {
        return new StepScores(
                scores.getFirst().step(),
                ViewScores.mean(scores.stream().map(StepScores::views).toList()),
                ViewScores.mean(scores.stream().map(StepScores::renders).toList()));
    }
}
