package org.ouroboros3d.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of several processes, started by the launcher of an MPI library. */
public final class Ranks {
    private static final int PATIENCE_MINUTES = 4;

    private Ranks() {}

    /** The two families of MPI libraries, with Debian's names of their launchers. */
    public enum Mpi {
        OPEN_MPI("mpirun.openmpi"),
        MPICH("mpirun.mpich");

        private final String launcher;

        Mpi(String launcher) {
            this.launcher = launcher;
        }

        private List<String> command() {
            return switch (this) {
                case OPEN_MPI -> List.of(launcher, "--allow-run-as-root", "--oversubscribe", "--bind-to", "none");
                case MPICH -> List.of(launcher);
            };
        }

        /** Gives the test up where the launcher is missing, which only a developer's machine may do. */
        public void require() {
            boolean found = Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, launcher)));
            if (!found && System.getenv("CI") != null) {
                fail(launcher + " is missing; .ci/run installs it");
            }
            if (!found) {
                abort(launcher + " is missing");
            }
        }
    }

    /** What a launcher's program printed, both streams together, and its exit code. */
    public record Result(int exitCode, String output) {}

    /** Runs a class on some ranks of one thread each. */
    public static Result run(Mpi mpi, int ranks, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("ranks", ".log");
        try {
            Process process = start(mpi, ranks, log, main, arguments);
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                fail("no end after " + PATIENCE_MINUTES + " minutes: " + Files.readString(log));
            }
            return new Result(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } finally {
            Files.delete(log);
        }
    }

    /** Starts a class on some ranks of one thread each; what they print goes to a file. */
    public static Process start(Mpi mpi, int ranks, Path log, Class<?> main, String... arguments) throws IOException {
        mpi.require();
        List<String> command = new ArrayList<>(mpi.command());
        command.addAll(List.of(
                "-n",
                Integer.toString(ranks),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-CreateCoredumpOnCrash",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }
}
