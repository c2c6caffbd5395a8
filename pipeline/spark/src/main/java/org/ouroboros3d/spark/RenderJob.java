package org.ouroboros3d.spark;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.io.PartialPath;

/**
 * Renders meshes on a cluster into a data set, which is the one that the command line would make. The same job, started
 * again, goes on where it stopped.
 */
public final class RenderJob {
    private final SparkSession session;

    /** @param session whose configuration went through {@link SparkDefaults} */
    public RenderJob(SparkSession session) {
        this.session = session;
    }

    /**
     * Runs the job and appends a row for each mesh to the table {@value GenerateJob#TABLE} in the folder.
     *
     * @param meshes files that all machines see, with different names
     * @param folder of the data set, which driver and executors see under the same name; made if missing
     * @throws InputException if the folder cannot be used, or two meshes have the same name
     */
    public JobSummary run(List<String> meshes, RenderSettings settings, String folder) {
        JavaVersion.require();
        List<String> ids = ids(meshes, settings);
        Path out = SharedFolder.create(folder);
        // Executors find it begun, and none has to begin it.
        settings.open(out);
        SparkContext context = session.sparkContext();
        try {
            JobSummary summary = new JobSummary(JavaSparkContext.fromSparkContext(context)
                    .parallelize(meshes, JobSize.tasks(meshes.size(), 1))
                    .map(new RenderTask(settings, out.toString(), Counters.of(context, "meshes")))
                    .collect());
            settings.open(out)
                    .list(summary.rows().stream()
                            .filter(row -> row.outcome() != JobRow.Outcome.FAILED)
                            .map(JobRow::name)
                            .toList());
            summary.append(session, out.resolve(GenerateJob.TABLE));
            return summary;
        } finally {
            PartialPath.discardLeftOvers(out, ids.stream().collect(Collectors.toSet()));
        }
    }

    private static List<String> ids(List<String> meshes, RenderSettings settings) {
        Map<String, String> byId = new HashMap<>();
        for (String mesh : meshes) {
            String other = byId.put(settings.item(mesh).id(), mesh);
            if (other != null) {
                throw new InputException(mesh, "it has the same name as " + other, "rename one, or use two data sets");
            }
        }
        return List.copyOf(byId.keySet());
    }
}
