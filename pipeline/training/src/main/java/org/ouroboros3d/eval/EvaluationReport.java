package org.ouroboros3d.eval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.ouroboros3d.io.AtomicFile;

/**
 * What an evaluation found, in all forms.
 *
 * @param methods what each method reached, at least one
 */
public record EvaluationReport(List<MethodScores> methods) {
    /** Copies the list. */
    public EvaluationReport {
        methods = List.copyOf(methods);
    }

    /** Writes {@code table.md}, {@code scores.csv} and, where steps were kept, {@code steps.csv}. */
    public void writeTo(Path folder) {
        write(
                folder.resolve("table.md"),
                tables().stream().map(ScoreTable::markdown).collect(Collectors.joining("\n")));
        write(folder.resolve("scores.csv"), new EvaluationTable(methods).csv());
        if (hasSteps()) {
            write(folder.resolve("steps.csv"), new StepTable(methods).csv());
        }
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return the tables in the order of a report} */
    public List<ScoreTable> tables() {
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

    /** {@return the means, the differences from the first method, and the means after each step} */
    public List<Summary> summaries() {
        return methods.stream().map(this::summary).toList();
    }

    private Summary summary(MethodScores scores) {
        return new Summary(
                scores.method(),
                Means.of(scores.views()),
                Means.of(scores.renders()),
                Means.of(scores.unseen()),
                Means.of(scores.front()),
                scores.equals(methods.getFirst()) ? Map.of() : differences(scores),
                scores.steps().stream().map(Step::of).toList());
    }

    private Map<String, PairedDifference> differences(MethodScores method) {
        Map<String, PairedDifference> differences = new LinkedHashMap<>();
        for (ScoreColumn column : ScoreColumn.values()) {
            differences.put(column.name().toLowerCase(Locale.ROOT), column.difference(method, methods.getFirst()));
        }
        return differences;
    }

    /**
     * What a method reached.
     *
     * @param differences from the first method by score; empty of that itself
     * @param steps empty unless they were scored
     */
    public record Summary(
            String method,
            Means views,
            Means renders,
            Means unseenRenders,
            Means frontRender,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, PairedDifference> differences,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Step> steps) {}

    /**
     * What a method reached after a step.
     *
     * @param step from 1
     */
    public record Step(int step, Means views, Means renders) {
        static Step of(StepScores scores) {
            return new Step(scores.step() + 1, Means.of(scores.views()), Means.of(scores.renders()));
        }
    }

    /**
     * Means over the objects.
     *
     * @param lpips NaN where it was not measured
     */
    public record Means(double psnr, double ssim, double lpips, double sharpness, double tenengrad, double edgeF1) {
        static Means of(ViewScores scores) {
            return new Means(
                    scores.psnr(),
                    scores.ssim(),
                    scores.lpips().orElse(Double.NaN),
                    scores.detail().sharpness(),
                    scores.detail().tenengrad(),
                    scores.detail().edgeF1());
        }
    }
}
