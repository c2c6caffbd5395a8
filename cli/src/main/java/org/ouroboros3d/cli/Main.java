package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The entry point. */
public final class Main {
    private static final char UNKNOWN = '\ufffd';
    private static final String UTF_8 = "UTF-8";

    private Main() {}

    /** Runs a command line and exits with its code (see {@code --help}). */
    public static void main(String[] args) {
        Charset charset = System.out.charset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(run(out, err, args));
    }

    /** {@return the exit code of a command line} */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        for (String argument : args) {
            // What Java puts in place of bytes that its locale does not know.
            if (argument.indexOf(UNKNOWN) >= 0 && !UTF_8.equals(System.getProperty("sun.jnu.encoding"))) {
                err.println("ouroboros3d: the argument " + argument + " has letters that this locale does not know; set"
                        + " LC_ALL=C.UTF-8");
                return ExitCode.ENVIRONMENT;
            }
        }
        ErrorReport errors = new ErrorReport();
        int code = RootCommand.commandLine(args)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .execute(args);
        if (out.checkError() && code == ExitCode.OK) {
            err.println("ouroboros3d: standard output cannot be written, so that the report is lost");
            return ExitCode.ENVIRONMENT;
        }
        return code;
    }
}
