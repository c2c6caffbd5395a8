package org.ouroboros3d.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ouroboros3d.collective.CollectiveException;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.format.WeightsException;
import org.ouroboros3d.format.json.JsonText;
import org.ouroboros3d.load.InsufficientMemoryException;
import org.ouroboros3d.load.UnsupportedPrecisionException;
import org.ouroboros3d.output.VideoException;
import org.ouroboros3d.train.run.TrainingException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into one sentence on standard error and an exit code. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        List<String> given = Arrays.asList(args);
        int code = report(command, failure, given.contains(CommonOptions.JSON), given.contains(CommonOptions.VERBOSE));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return code;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
        // The other commands, such as generate-completion, have neither option.
        return command.getCommand() instanceof CliCommand ours
                ? report(command, failure, ours.common().json(), ours.common().verbose())
                : report(command, failure, false, true);
    }

    private static int report(CommandLine command, Exception failure, boolean json, boolean verbose) {
        int code = exitCode(failure);
        String sentence = sentence(failure, code);
        PrintWriter err = command.getErr();
        err.println("ouroboros3d: " + sentence);
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        if (json) {
            command.getOut().println(JsonText.of(new Failure(sentence, code)));
            command.getOut().flush();
        }
        return code;
    }

    private record Failure(String error, int exitCode) {}

    static int exitCode(Exception failure) {
        // Only Ctrl-C interrupts this thread, and whatever was thrown then came of it.
        if (Thread.interrupted()) {
            return ExitCode.INTERRUPTED;
        }
        return switch (failure) {
            case CliException known -> known.exitCode();
            case ParameterException wrong -> ExitCode.USAGE;
            case CancellationException stopped -> ExitCode.INTERRUPTED;
            case InputException unusable -> ExitCode.INPUT;
            case WeightsException unusable -> ExitCode.INPUT;
            case TrainingException training -> exitCode(training.reason());
            case CollectiveException others -> ExitCode.ENVIRONMENT;
            case VideoException machine -> ExitCode.ENVIRONMENT;
            case UnsupportedPrecisionException machine -> ExitCode.ENVIRONMENT;
            case InsufficientMemoryException machine -> ExitCode.ENVIRONMENT;
            case NativeLibraryException missing -> ExitCode.ENVIRONMENT;
            // Files that users name are checked with exceptions of their own; what is left is disks and permissions.
            case IOException machine -> ExitCode.ENVIRONMENT;
            case UncheckedIOException machine -> ExitCode.ENVIRONMENT;
            default -> ExitCode.INTERNAL;
        };
    }

    private static int exitCode(TrainingException.Reason reason) {
        return switch (reason) {
            case CONFIGURATION, CHECKPOINT -> ExitCode.INPUT;
            case STORAGE -> ExitCode.ENVIRONMENT;
            case DIVERGED -> ExitCode.DIVERGED;
        };
    }

    static String sentence(Exception failure, int code) {
        if (code == ExitCode.INTERRUPTED) {
            return "interrupted";
        }
        if (code == ExitCode.INTERNAL) {
            return "internal error: " + failure + "; please report it with the output of the same command with "
                    + CommonOptions.VERBOSE;
        }
        // The plain text of an I/O failure is often just the file's name.
        return failure instanceof IOException ? failure.toString() : failure.getMessage();
    }
}
