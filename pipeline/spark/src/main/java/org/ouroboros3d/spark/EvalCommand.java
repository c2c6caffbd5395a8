package org.ouroboros3d.spark;

import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code eval}. */
@Command(
        name = "eval",
        description =
                "Compares generated views and 3D models with the ground truth: table.md, scores.csv and the table "
                        + EvalJob.TABLE + " in OUT.",
        mixinStandardHelpOptions = true)
final class EvalCommand extends JobCommand {
    @Mixin
    private ModelFlags model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data set that all machines see; without it, procedural objects.")
    private String data;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "100", description = "How many objects, at most.")
    private int objects;

    @Option(names = "--shapes-seed", paramLabel = "N", defaultValue = "1", description = "Seed of the objects.")
    private long shapesSeed;

    @Option(names = "--oracle", description = "Also: the model that is fed back the truth's maps.")
    private boolean oracle;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also: the model without feedback, the input copied to every view, and the mean object.")
    private boolean baselines;

    @Option(names = "--render-size", paramLabel = "PIXELS", description = "Compare renderings of this size.")
    private Integer renderSize;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the noise.")
    private long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Denoising steps (default: the model's own).")
    private Integer steps;

    EvalCommand() {
        super("eval");
    }

    @Override
    String run(SparkSession session, String folder) {
        EvalSettings settings = valid(() -> new EvalSettings(
                model.settings(session, 1), seed, steps, data, objects, shapesSeed, oracle, baselines, renderSize));
        long failed = new EvalJob(session)
                .run(settings, folder).stream()
                        .filter(row -> row.reason() != null)
                        .count();
        return folder + ", " + failed + " objects left out.";
    }
}
