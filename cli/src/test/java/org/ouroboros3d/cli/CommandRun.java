package org.ouroboros3d.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * A command line that ran inside this JVM.
 *
 * @param exitCode what the process would have exited with
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), args);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
