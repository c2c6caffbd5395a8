package org.ouroboros3d.spark;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options that say which model executors load, and how it computes. */
final class ModelFlags {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Folder of a model that all machines see; repeat it for a model in two folders. Without it the"
                            + " small built-in model runs.")
    private List<String> folders = List.of();

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "Floating type of the networks: fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of LibTorch in an executor (default: spark.executor.cores if set, else all"
                    + " processors).")
    private Integer threads;

    ModelSettings settings(SparkSession session, int batch) {
        int chosen = threads != null ? threads : session.sparkContext().conf().getInt("spark.executor.cores", 0);
        return new ModelSettings(folders, precision, chosen, batch);
    }
}
