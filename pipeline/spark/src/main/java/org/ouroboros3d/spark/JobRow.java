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
 * What came of a picture.
 *
 * @param picture its location
 * @param name of its folder
 * @param outcome what happened
 * @param reason why it failed; null unless it did
 * @param figures what its generation took and made; null unless it was made now
 * @param place where it ran
 */
public record PictureRow(String picture, String name, Outcome outcome, String reason, Figures figures, TaskPlace place)
        implements Serializable {
    /** The columns of the table of figures. */
    static final StructType COLUMNS = new StructType()
            .add("run", DataTypes.StringType, false)
            .add("picture", DataTypes.StringType, false)
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

    /** What can happen to a picture. */
    public enum Outcome {
        /** Its results were written now. */
        MADE,
        /** Its results were there already, and stayed as they were. */
        PRESENT,
        /** It cannot be used, or its results cannot be written. */
        FAILED;

        /** {@return the word in the table} */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Figures of a generation.
     *
     * @param gaussians in its model
     * @param seconds from reading to the last file
     * @param stages seconds by stage
     */
    public record Figures(long seed, long gaussians, double seconds, Map<String, Double> stages)
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
                picture,
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
