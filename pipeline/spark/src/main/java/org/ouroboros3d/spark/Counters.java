package org.ouroboros3d.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/** How far a job is, in the table of accumulators on the page of its stage. */
record Counters(LongAccumulator made, LongAccumulator present, LongAccumulator failed) implements Serializable {
    /** @param things that the job makes, such as pictures */
    static Counters of(SparkContext context, String things) {
        return new Counters(
                context.longAccumulator(things + " made"),
                context.longAccumulator(things + " there already"),
                context.longAccumulator(things + " failed"));
    }

    void count(JobRow.Outcome outcome) {
        switch (outcome) {
            case MADE -> made.add(1);
            case PRESENT -> present.add(1);
            case FAILED -> failed.add(1);
        }
    }
}
