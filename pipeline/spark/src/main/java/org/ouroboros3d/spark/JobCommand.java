package org.ouroboros3d.spark;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that runs a job in a session of its own and prints a line of what came of it. */
abstract class JobCommand implements Callable<Integer> {
    private final String job;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "Folder that all machines mount; made if missing.")
    private String out;

    /** @param job what Spark's pages call it */
    JobCommand(String job) {
        this.job = job;
    }

    /** Checks the options before there is a session. */
    void check() {}

    /** {@return what came of the job, for people} */
    abstract String run(SparkSession session, String folder);

    @Override
    public final Integer call() {
        check();
        SparkSession session = Main.session(job);
        try {
            String result = run(session, out);
            CommandLine line = spec.commandLine();
            line.getOut().println(result);
            line.getOut().flush();
        } finally {
            session.stop();
        }
        return 0;
    }

    /** {@return what is made of options, whose {@link IllegalArgumentException} becomes a fault of the command line} */
    final <T> T valid(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** {@return the fault that a user is told of} */
    final ParameterException fault(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
