package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.ouroboros3d.io.PartialPath;

/**
 * Generates from pictures on a cluster: a folder of results for each, as the command line writes it, and a table of figures.
 * The same job, started again, goes on where it stopped.
 */
public final class GenerateJob {
    /** The table beside the folders of the pictures. */
    public static final String TABLE = "figures.parquet";

    private final SparkSession session;

    /** @param session whose configuration went through {@link SparkDefaults} */
    public GenerateJob(SparkSession session) {
        this.session = session;
    }

    /**
     * Runs the job and appends a row for each picture to the table.
     *
     * @param pictures with different names
     * @param folder of the results, which driver and executors see under the same name; made if missing
     * @throws IllegalStateException if this JVM is too old
     * @throws org.ouroboros3d.error.InputException if the folder cannot be used
     */
    public JobSummary run(List<Picture> pictures, GenerateSettings settings, String folder) {
        JavaVersion.require();
        Path out = SharedFolder.create(folder);
        SparkContext context = session.sparkContext();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
        GenerateTask task = new GenerateTask(
                settings,
                out.toString(),
                spark.broadcast(new SerializableConfiguration(context.hadoopConfiguration())),
                Counters.of(context, "pictures"),
                context.longAccumulator("denoising steps"));
        try {
            JobSummary summary = new JobSummary(spark.parallelize(
                            pictures,
                            JobSize.tasks(pictures.size(), settings.model().batch()))
                    .mapPartitions(task)
                    .collect());
            summary.append(session, out.resolve(TABLE));
            return summary;
        } finally {
            // In a local session the executor is this process.
            ExecutorModel.closeAll();
            PartialPath.discardLeftOvers(
                    out, pictures.stream().map(Picture::name).collect(Collectors.toSet()));
        }
    }
}
