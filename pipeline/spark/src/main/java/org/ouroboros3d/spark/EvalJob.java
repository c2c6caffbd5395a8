package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.eval.EvaluationReport;
import org.ouroboros3d.eval.MethodScores;
import org.ouroboros3d.eval.SubjectScores;

/** Evaluates a model on a cluster. */
public final class EvalJob {
    /** The table of all scores beside the report. */
    public static final String TABLE = "scores.parquet";

    private final SparkSession session;

    /** @param session whose configuration went through {@link SparkDefaults} */
    public EvalJob(SparkSession session) {
        this.session = session;
    }

    /**
     * Runs the job, writes {@code table.md} and {@code scores.csv} as the command line does, and appends to the table.
     *
     * @param folder of the results, which driver and executors see under the same name; made if missing
     * @return the scores; of objects that cannot be used, the reason
     * @throws InputException if the folder cannot be used, or no object can
     */
    public List<EvalRow> run(EvalSettings settings, String folder) {
        JavaVersion.require();
        Path out = SharedFolder.create(folder);
        SparkContext context = session.sparkContext();
        List<String> names = settings.names();
        try {
            List<EvalRow> rows = JavaSparkContext.fromSparkContext(context)
                    .parallelize(names, JobSize.tasks(names.size(), 1))
                    .flatMap(new EvalTask(settings, Counters.of(context, "objects")))
                    .collect();
            session.createDataFrame(
                            rows.stream()
                                    .map(row -> row.row(context.applicationId()))
                                    .toList(),
                            EvalRow.columns())
                    .coalesce(1)
                    .write()
                    .mode(SaveMode.Append)
                    .parquet(out.resolve(TABLE).toUri().toString());
            List<MethodScores> methods = methods(rows);
            if (methods.isEmpty()) {
                throw new InputException(
                        String.valueOf(settings.data()),
                        "none of its items can be used (" + rows.getFirst().reason() + ")",
                        "name another data set");
            }
            new EvaluationReport(methods).writeTo(out);
            return rows;
        } finally {
            // In a local session the executor is this process.
            ExecutorEvaluation.closeAll();
        }
    }

    private static List<MethodScores> methods(List<EvalRow> rows) {
        Map<String, List<SubjectScores>> byMethod = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.reason() == null)
                .forEach(row -> byMethod.computeIfAbsent(row.method(), method -> new ArrayList<>())
                        .add(row.scores()));
        return byMethod.entrySet().stream()
                .map(entry -> new MethodScores(entry.getKey(), entry.getValue()))
                .toList();
    }
}
