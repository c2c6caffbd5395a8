package org.ouroboros3d.spark;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What came of one of the things that a job goes through.
 *
 * @param input where it is
 * @param name of its results
 * @param outcome what happened
 * @param reason why it failed; null unless it did
 * @param figures what was made and what that took; null unless it was made now
 * @param place where it ran
 */
public record JobRow(String input, String name, Outcome outcome, String reason, Figures figures, TaskPlace place)
        implements Serializable {
    /** The columns of the table of figures. */
    static final StructType COLUMNS = new StructType()
            .add("run", DataTypes.StringType, false)
            .add("input", DataTypes.StringType, false)
            .add("name", DataTypes.StringType, false)
            .add("outcome", DataTypes.StringType, false)
            .add("reason", DataTypes.StringType, true)
            .add("seed", DataTypes.LongType, true)
            .add("gaussians", DataTypes.LongType, true)
            .add("seconds", DataTypes.DoubleType, true)
            .add("stage_seconds", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false), true)
            .add("host", DataTypes.StringType, false)
            .add("executor", DataTypes.StringType, false)
            .add("device", DataTypes.StringType, false)
            .add("attempt", DataTypes.IntegerType, false);

    /** What can happen. */
    public enum Outcome {
        /** Results were written now. */
        MADE,
        /** Results were there already, and stayed as they were. */
        PRESENT,
        /** It cannot be used, or results cannot be written. */
        FAILED;

        /** {@return the word in the table} */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Figures.
     *
     * @param seed of a generation's noise; null where nothing is generated
     * @param gaussians in the model; null as well
     * @param seconds from reading to the last file
     * @param stages seconds by stage
     */
    public record Figures(Long seed, Long gaussians, double seconds, Map<String, Double> stages)
            implements Serializable {
        /** Copies the map. */
        public Figures {
            stages = new TreeMap<>(stages);
        }
    }

    /** {@return the row of the table} */
    Row row(String run) {
        return RowFactory.create(
                run,
                input,
                name,
                outcome.word(),
                reason,
                figures == null ? null : figures.seed(),
                figures == null ? null : figures.gaussians(),
                figures == null ? null : figures.seconds(),
                figures == null ? null : figures.stages(),
                place.host(),
                place.executor(),
                place.device(),
                place.attempt());
    }
}
