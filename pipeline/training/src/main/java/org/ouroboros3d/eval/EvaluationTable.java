package org.ouroboros3d.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What all methods reached, as tables and as rows: PSNR, SSIM and LPIPS of the generated views, of the renderings, of
 * those from views that were not shown, and of that from the input's camera; how far the first two are apart (the paper's ΔPSNR, ΔSSIM, ΔLPIPS); their detail;
 * and how far each method is ahead of the first.
 *
 * @param methods the rows, of the same objects in the same order
 */
public record EvaluationTable(List<MethodScores> methods) {
    private static final List<String> HEADER = List.of(
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
            "PSNR front",
            "SSIM front",
            "LPIPS front",
            "ΔPSNR",
            "ΔSSIM",
            "ΔLPIPS",
            "s/object");

    /** Copies the list, which must not be empty. */
    public EvaluationTable {
        methods = List.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("a table of no method; evaluate one first");
        }
    }

    /** {@return the means of all methods: the columns of the paper's tables, for the views and for 3D} */
    public ScoreTable scores() {
        return new ScoreTable(
                "Means over the objects",
                HEADER,
                methods.stream().map(EvaluationTable::row).toList());
    }

    /**
     * {@return sharpness and edges of all methods: shares of the ground truth's mean gradient and mean squared gradient, and
     * the agreement of edges}
     */
    public ScoreTable details() {
        List<String> header = new ArrayList<>(List.of("method"));
        for (String pictures : List.of("views", "3D", "unseen", "front")) {
            header.addAll(List.of("sharpness " + pictures, "Tenengrad " + pictures, "edge F1 " + pictures));
        }
        return new ScoreTable(
                "Detail beside the truth's (sharpness: 1 is the truth's)",
                header,
                methods.stream().map(EvaluationTable::detailRow).toList());
    }

    /** {@return how far every method but the first is ahead of the first, with standard errors; without rows if there is one} */
    public ScoreTable differences() {
        MethodScores first = methods.getFirst();
        List<String> header = new ArrayList<>(List.of("beside " + first.method()));
        Arrays.stream(ScoreColumn.values()).map(ScoreColumn::title).forEach(header::add);
        List<List<String>> rows = new ArrayList<>();
        for (MethodScores method : methods.subList(1, methods.size())) {
            List<String> cells = new ArrayList<>(List.of(method.method()));
            for (ScoreColumn column : ScoreColumn.values()) {
                cells.add(Cells.difference(column.decimals(), column.difference(method, first)));
            }
            rows.add(cells);
        }
        return new ScoreTable("Paired differences (standard error of the mean)", header, rows);
    }

    private static List<String> row(MethodScores method) {
        ViewScores views = method.views();
        ViewScores renders = method.renders();
        List<String> cells = new ArrayList<>();
        cells.add(method.method());
        cells.add(Integer.toString(method.subjects().size()));
        for (ViewScores scores : List.of(views, renders, method.unseen(), method.front())) {
            cells.add(Cells.number(2, scores.psnr()));
            cells.add(Cells.number(3, scores.ssim()));
            cells.add(Cells.number(3, scores.lpips()));
        }
        cells.add(Cells.number(2, Math.abs(views.psnr() - renders.psnr())));
        cells.add(Cells.number(3, Math.abs(views.ssim() - renders.ssim())));
        double distance = views.lpips().orElse(Double.NaN) - renders.lpips().orElse(Double.NaN);
        cells.add(Cells.number(3, Math.abs(distance)));
        cells.add(Cells.number(
                1,
                method.subjects().stream()
                        .mapToDouble(SubjectScores::seconds)
                        .average()
                        .orElse(Double.NaN)));
        return cells;
    }

    private static List<String> detailRow(MethodScores method) {
        List<String> cells = new ArrayList<>(List.of(method.method()));
        for (ViewScores scores : List.of(method.views(), method.renders(), method.unseen(), method.front())) {
            cells.add(Cells.number(3, scores.detail().sharpness()));
            cells.add(Cells.number(3, scores.detail().tenengrad()));
            cells.add(Cells.number(3, scores.detail().edgeF1()));
        }
        return cells;
    }

    /** {@return comma-separated values, one row for each method and object} */
    public String csv() {
        StringBuilder csv = new StringBuilder("method,object,");
        csv.append(String.join(",", SubjectScores.COLUMNS)).append(",seconds\n");
        for (MethodScores method : methods) {
            for (SubjectScores subject : method.subjects()) {
                csv.append(Cells.quoted(method.method())).append(',').append(Cells.quoted(subject.id()));
                subject.values().forEach(value -> csv.append(',').append(value.isNaN() ? "" : value.toString()));
                csv.append(',').append(subject.seconds()).append('\n');
            }
        }
        return csv.toString();
    }
}
