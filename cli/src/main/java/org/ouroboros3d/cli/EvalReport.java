package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ouroboros3d.eval.EvaluationTable;
import org.ouroboros3d.eval.MethodScores;
import org.ouroboros3d.eval.PairedDifference;
import org.ouroboros3d.eval.ScoreColumn;
import org.ouroboros3d.eval.ScoreTable;
import org.ouroboros3d.eval.StepScores;
import org.ouroboros3d.eval.StepTable;
import org.ouroboros3d.eval.ViewScores;
import org.ouroboros3d.io.AtomicFile;

/**
 * What an evaluation found, in all forms.
 *
 * @param methods what each method reached, at least one
 */
record EvalReport(List<MethodScores> methods) {
    /** Writes {@code table.md}, {@code scores.csv} and, where steps were kept, {@code steps.csv}. */
    void writeTo(Path folder) {
        write(
                folder.resolve("table.md"),
                tables().stream().map(ScoreTable::markdown).collect(Collectors.joining("\n")));
        write(folder.resolve("scores.csv"), new EvaluationTable(methods).csv());
        if (hasSteps()) {
            write(folder.resolve("steps.csv"), new StepTable(methods).csv());
        }
    }

    static void write(Path file, String text) {
        AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return the tables as aligned text} */
    String text() {
        return tables().stream()
                .map(EvalReport::text)
                .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
    }

    private static String text(ScoreTable table) {
        Table text = new Table(table.header().stream()
                .map(name -> name.equals(table.header().getFirst()) ? name : ">" + name)
                .toArray(String[]::new));
        table.rows().forEach(row -> text.row(row.toArray(String[]::new)));
        return table.title() + System.lineSeparator() + text;
    }

    private List<ScoreTable> tables() {
        EvaluationTable table = new EvaluationTable(methods);
        List<ScoreTable> tables = new ArrayList<>(List.of(table.scores(), table.details()));
        if (methods.size() > 1) {
            tables.add(table.differences());
        }
        if (hasSteps()) {
            tables.add(new StepTable(methods).scores());
        }
        return tables;
    }

    private boolean hasSteps() {
        return methods.stream().anyMatch(method -> !method.steps().isEmpty());
    }

    /** Adds the means, the differences from the first method, and the means after each step. */
    void addTo(ObjectNode json) {
        json.put("objects", methods.getFirst().subjects().size());
        ArrayNode array = json.putArray("methods");
        for (MethodScores scores : methods) {
            ObjectNode method = array.addObject();
            method.put("method", scores.method());
            add(method.putObject("views"), scores.views());
            add(method.putObject("renders"), scores.renders());
            add(method.putObject("unseenRenders"), scores.unseen());
            add(method.putObject("frontRender"), scores.front());
            if (!scores.equals(methods.getFirst())) {
                addDifferences(method.putObject("differences"), scores);
            }
            if (!scores.steps().isEmpty()) {
                addSteps(method.putArray("steps"), scores.steps());
            }
        }
    }

    private void addDifferences(ObjectNode json, MethodScores method) {
        for (ScoreColumn column : ScoreColumn.values()) {
            PairedDifference difference = column.difference(method, methods.getFirst());
            ObjectNode node = json.putObject(column.name().toLowerCase(Locale.ROOT));
            Json.number(node, "mean", difference.mean());
            Json.number(node, "standardError", difference.standardError());
        }
    }

    private static void addSteps(ArrayNode json, List<StepScores> steps) {
        for (StepScores step : steps) {
            ObjectNode node = json.addObject();
            node.put("step", step.step() + 1);
            add(node.putObject("views"), step.views());
            add(node.putObject("renders"), step.renders());
        }
    }

    private static void add(ObjectNode json, ViewScores scores) {
        Json.number(json, "psnr", scores.psnr());
        Json.number(json, "ssim", scores.ssim());
        Json.number(json, "lpips", scores.lpips().orElse(Double.NaN));
        Json.number(json, "sharpness", scores.detail().sharpness());
        Json.number(json, "tenengrad", scores.detail().tenengrad());
        Json.number(json, "edgeF1", scores.detail().edgeF1());
    }
}
