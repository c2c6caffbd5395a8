package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The means of all methods as rows: PSNR, SSIM and LPIPS of the generated views, of the renderings, and of those from views
 * that were not shown; and how far the first two are apart (the paper's ΔPSNR, ΔSSIM, ΔLPIPS).
 *
 * @param methods the rows
 */
public record EvaluationTable(List<MethodScores> methods) {
    private static final String NONE = "-";

    /** Copies the list. */
    public EvaluationTable {
        methods = List.copyOf(methods);
    }

    /** {@return the names of the columns} */
    public static List<String> header() {
        return List.of(
                "method",
                "objects",
                "PSNR views",
                "SSIM views",
                "LPIPS views",
                "PSNR 3D",
                "SSIM 3D",
                "LPIPS 3D",
                "PSNR unseen",
                "SSIM unseen",
                "LPIPS unseen",
                "ΔPSNR",
                "ΔSSIM",
                "ΔLPIPS",
                "s/object");
    }

    /** {@return the cells, row by row} */
    public List<List<String>> rows() {
        return methods.stream().map(EvaluationTable::row).toList();
    }

    private static List<String> row(MethodScores method) {
        ViewScores views = method.views();
        ViewScores renders = method.renders();
        List<String> cells = new ArrayList<>();
        cells.add(method.method());
        cells.add(Integer.toString(method.subjects().size()));
        for (ViewScores scores : List.of(views, renders, method.unseen())) {
            cells.add(number(2, scores.psnr()));
            cells.add(number(3, scores.ssim()));
            cells.add(number(scores.lpips()));
        }
        cells.add(number(2, Math.abs(views.psnr() - renders.psnr())));
        cells.add(number(3, Math.abs(views.ssim() - renders.ssim())));
        boolean both = views.lpips().isPresent() && renders.lpips().isPresent();
        cells.add(
                both
                        ? number(
                                3,
                                Math.abs(views.lpips().getAsDouble()
                                        - renders.lpips().getAsDouble()))
                        : NONE);
        cells.add(number(
                1,
                method.subjects().stream()
                        .mapToDouble(SubjectScores::seconds)
                        .average()
                        .orElse(Double.NaN)));
        return cells;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? number(3, value.getAsDouble()) : NONE;
    }

    private static String number(int digits, double value) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** {@return a Markdown table} */
    public String markdown() {
        String rule = header().stream().map(name -> "---").collect(Collectors.joining(" | ", "| ", " |"));
        return line(header()) + rule + "\n"
                + rows().stream().map(EvaluationTable::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** {@return comma-separated values, one row for each method and object} */
    public String csv() {
        StringBuilder csv = new StringBuilder(
                "method,object,psnr_views,ssim_views,lpips_views,psnr_renders,ssim_renders,lpips_renders,"
                        + "psnr_unseen,ssim_unseen,lpips_unseen,seconds\n");
        for (MethodScores method : methods) {
            for (SubjectScores subject : method.subjects()) {
                csv.append(quoted(method.method())).append(',').append(quoted(subject.id()));
                for (ViewScores scores : List.of(subject.views(), subject.renders(), subject.unseen())) {
                    csv.append(',')
                            .append(scores.psnr())
                            .append(',')
                            .append(scores.ssim())
                            .append(',');
                    scores.lpips().ifPresent(csv::append);
                }
                csv.append(',').append(subject.seconds()).append('\n');
            }
        }
        return csv.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
