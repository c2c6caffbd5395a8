package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * What predictions after each denoising step reached, of methods that kept their steps.
 *
 * @param methods those with steps and others
 */
public record StepTable(List<MethodScores> methods) {
    private static final List<String> HEADER =
            List.of("method", "step", "PSNR views", "SSIM views", "LPIPS views", "PSNR 3D", "SSIM 3D", "LPIPS 3D");

    /** Copies the list. */
    public StepTable {
        methods = List.copyOf(methods);
    }

    /** {@return the means over the objects, one row for each method and step, steps counted from 1} */
    public ScoreTable scores() {
        List<List<String>> rows = new ArrayList<>();
        for (MethodScores method : methods) {
            for (StepScores step : method.steps()) {
                List<String> cells = new ArrayList<>();
                cells.add(method.method());
                cells.add(Integer.toString(step.step() + 1));
                for (ViewScores scores : List.of(step.views(), step.renders())) {
                    cells.add(Cells.number(2, scores.psnr()));
                    cells.add(Cells.number(3, scores.ssim()));
                    cells.add(Cells.number(3, scores.lpips()));
                }
                rows.add(cells);
            }
        }
        return new ScoreTable("After each denoising step", HEADER, rows);
    }

    /** {@return comma-separated values, one row for each method, object and step, steps counted from 1} */
    public String csv() {
        StringBuilder csv = new StringBuilder(
                "method,object,step,psnr_views,ssim_views,lpips_views,psnr_renders,ssim_renders,lpips_renders\n");
        for (MethodScores method : methods) {
            for (SubjectScores subject : method.subjects()) {
                for (StepScores step : subject.steps()) {
                    csv.append(Cells.quoted(method.method()))
                            .append(',')
                            .append(Cells.quoted(subject.id()))
                            .append(',')
                            .append(step.step() + 1);
                    for (ViewScores scores : List.of(step.views(), step.renders())) {
                        csv.append(',')
                                .append(scores.psnr())
                                .append(',')
                                .append(scores.ssim())
                                .append(',');
                        scores.lpips().ifPresent(csv::append);
                    }
                    csv.append('\n');
                }
            }
        }
        return csv.toString();
    }
}
