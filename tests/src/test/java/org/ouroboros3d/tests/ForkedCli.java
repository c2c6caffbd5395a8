package org.ouroboros3d.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line in a JVM of its own, on this JVM's class path, as the launcher would start it. */
final class ForkedCli {
    private static final String CLI = "org.ouroboros3d.cli.Main";
    private static final int PATIENCE_MINUTES = 10;

    private final Process process;
    private final Path out;
    private final Path err;

    private ForkedCli(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * How it ended.
     *
     * @param exitCode of the process
     * @param out standard output
     * @param err standard error
     */
    record Result(int exitCode, String out, String err) {}

    /** Starts it; both of its streams go to files in {@code folder}. */
    static ForkedCli start(Path folder, String... args) throws IOException {
        return start(folder, List.of(), CLI, args);
    }

    /** Starts the main class of a program that uses the library by itself. */
    static ForkedCli startProgram(Path folder, Class<?> main) throws IOException {
        return start(folder, List.of(), main.getName());
    }

    /** As {@link #start}, but no file that it writes may be larger than some kilobytes, as on a full disk. */
    static ForkedCli startLimited(Path folder, int kilobytes, String... args) throws IOException {
        return start(folder, List.of("bash", "-c", "ulimit -f " + kilobytes + "; exec \"$@\"", "bash"), CLI, args);
    }

    private static ForkedCli start(Path folder, List<String> before, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new ForkedCli(process, out, err);
    }

    static Result run(Path folder, String... args) throws IOException, InterruptedException {
        return start(folder, args).await();
    }

    /** Waits until a text has been written to standard error. */
    void awaitError(String text) throws IOException, InterruptedException {
        awaitError(Pattern.compile(Pattern.quote(text)));
    }

    /** {@return the first match in what has been written to standard error, as soon as there is one} */
    Matcher awaitError(Pattern pattern) throws IOException, InterruptedException {
        while (true) {
            // Asked for before the text is read: what ends meanwhile has written all of it.
            boolean alive = process.isAlive();
            Matcher found = pattern.matcher(Files.readString(err, StandardCharsets.UTF_8));
            if (found.find()) {
                return found;
            }
            if (!alive) {
                throw new AssertionError("ended with " + process.exitValue() + " before it said '" + pattern + "': "
                        + Files.readString(err));
            }
            Thread.sleep(20);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Fails when it has ended already. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + Files.readString(err));
        }
    }

    /** Ends it without any chance to tidy up, as {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@link #kill}, without waiting for the end. */
    void destroy() {
        process.destroyForcibly();
    }

    /** Sends what Ctrl-C sends. */
    void pressControlC() throws IOException, InterruptedException {
        send("-INT");
    }

    /** Sends what service managers send. */
    void terminate() throws IOException, InterruptedException {
        send("-TERM");
    }

    private void send(String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill failed");
        }
    }

    Result await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + PATIENCE_MINUTES + " minutes: " + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
