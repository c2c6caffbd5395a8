package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ouroboros3d.format.json.JsonText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command: {@link #run()} does the work and says what came of it, this class prints it. */
abstract class CliCommand implements Callable<Integer> {
    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    /** Does the work; progress goes to {@link #err()}, failures are thrown. */
    abstract Outcome run();

    @Override
    public final Integer call() {
        warnOfFormerNames();
        Outcome outcome = outcome();
        PrintWriter out = spec.commandLine().getOut();
        out.println(common.json() ? JsonText.of(outcome) : outcome.text());
        out.flush();
        return outcome.exitCode();
    }

    private void warnOfFormerNames() {
        if (spec.commandLine().getParseResult().hasMatchedOption(ComputeFlags.FORMER_OFFLOAD)) {
            err().println("ouroboros3d: WARNING: " + ComputeFlags.FORMER_OFFLOAD + " is now called "
                    + ComputeFlags.OFFLOAD);
        }
    }

    // These two errors are faults of the machine, and end a command like any other of its faults.
    private Outcome outcome() {
        try {
            return run();
        } catch (OutOfMemoryError e) {
            throw new CliException(
                    ExitCode.ENVIRONMENT,
                    "Java ran out of memory (" + e.getMessage() + "); close other programs, or allow more with"
                            + " JDK_JAVA_OPTIONS=-Xmx4g",
                    e);
        } catch (LinkageError e) {
            throw new CliException(
                    ExitCode.ENVIRONMENT,
                    "a library cannot be loaded (" + e.getMessage() + "); run 'ouroboros3d doctor'",
                    e);
        }
    }

    /** Ends the command as wrongly used if a value is not from 1 to {@code max}. */
    final void requireRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between 1 and " + max + ", not " + value);
        }
    }

    final CommonOptions common() {
        return common;
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final CommandSpec spec() {
        return spec;
    }
}
