package org.ouroboros3d.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.ouroboros3d.eval.SubjectScores;

/**
 * What a method reached on an object, or why the object cannot be used.
 *
 * @param method null where there is a reason
 * @param object its name
 * @param reason null where there are scores
 * @param values see {@link SubjectScores#values}; empty where there is a reason
 * @param seconds of the prediction
 * @param place where it ran
 */
public record EvalRow(String method, String object, String reason, List<Double> values, double seconds, TaskPlace place)
        implements Serializable {
    /** Copies the list. */
    public EvalRow {
        values = new ArrayList<>(values);
    }

    static EvalRow of(String method, SubjectScores scores, TaskPlace place) {
        return new EvalRow(method, scores.id(), null, scores.values(), scores.seconds(), place);
    }

    static StructType columns() {
        StructType columns = new StructType()
                .add("run", DataTypes.StringType, false)
                .add("method", DataTypes.StringType, true)
                .add("object", DataTypes.StringType, false)
                .add("reason", DataTypes.StringType, true);
        for (String score : SubjectScores.COLUMNS) {
            columns = columns.add(score, DataTypes.DoubleType, true);
        }
        return columns.add("seconds", DataTypes.DoubleType, false)
                .add("host", DataTypes.StringType, false)
                .add("executor", DataTypes.StringType, false)
                .add("device", DataTypes.StringType, false)
                .add("attempt", DataTypes.IntegerType, false);
    }

    SubjectScores scores() {
        return SubjectScores.of(object, values, seconds);
    }

    Row row(String run) {
        List<Object> cells = new ArrayList<>();
        cells.add(run);
        cells.add(method);
        cells.add(object);
        cells.add(reason);
        for (int i = 0; i < SubjectScores.COLUMNS.size(); i++) {
            cells.add(values.isEmpty() || values.get(i).isNaN() ? null : values.get(i));
        }
        cells.addAll(List.of(seconds, place.host(), place.executor(), place.device(), place.attempt()));
        return RowFactory.create(cells.toArray());
    }
}
