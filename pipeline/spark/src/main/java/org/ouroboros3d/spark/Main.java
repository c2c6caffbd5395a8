package org.ouroboros3d.spark;

import java.io.PrintWriter;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.ouroboros3d.error.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point for {@code spark-submit}. */
@Command(
        name = "ouroboros3d-spark",
        description = "Batches on Apache Spark. Results are what the commands of the same names of ouroboros3d write.",
        subcommands = {GenerateCommand.class, EvalCommand.class, DatasetCommand.class},
        mixinStandardHelpOptions = true)
public final class Main {
    private static final int WRONG_INPUT = 3;

    private Main() {}

    /** Runs a command, and exits with its code unless that is 0: a cluster takes the end of {@code main} as success. */
    public static void main(String[] args) {
        int code = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionExceptionHandler((failure, command, result) -> report(failure, command))
                .execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** One sentence where the user can help it, and the whole of what Spark knows where not. */
    private static int report(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        boolean known = failure instanceof InputException;
        err.println("ouroboros3d-spark: " + failure.getMessage());
        if (!known) {
            failure.printStackTrace(err);
        }
        err.flush();
        return known ? WRONG_INPUT : CommandLine.ExitCode.SOFTWARE;
    }

    /** {@return a session for a job on the master that {@code spark-submit} names} */
    static SparkSession session(String job) {
        JavaVersion.require();
        return SparkSession.builder()
                .config(SparkDefaults.apply(new SparkConf()))
                .appName("ouroboros3d " + job)
                .getOrCreate();
    }
}
