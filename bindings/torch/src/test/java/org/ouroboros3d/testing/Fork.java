package org.ouroboros3d.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Other processes: JVMs, since a JVM loads a library only once, and the C compiler that the build needs anyway. */
public final class Fork {
    /** What this project reads or sets itself: a developer may have it in the environment. */
    private static final Set<String> OURS = Set.of(
            "OUROBOROS3D_LIBTORCH",
            "OPENBLAS_NUM_THREADS",
            "OMP_WAIT_POLICY",
            "GOMP_SPINCOUNT",
            "THP_MEM_ALLOC_ENABLE");

    private Fork() {}

    /** What {@code main} prints in a JVM of its own with the class path, environment and JVM options given. */
    public static String java(Class<?> main, String classPath, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-Xmx256m",
                "-cp",
                classPath);
        builder.command().addAll(List.of(options));
        builder.command().add(main.getName());
        builder.environment().keySet().removeAll(OURS);
        builder.environment().putAll(environment);
        return run(builder);
    }

    /** Compiles a shared library from C. */
    public static void compile(String code, Path library, String... options) throws IOException, InterruptedException {
        String compiler = System.getenv().getOrDefault("CXX", "c++");
        ProcessBuilder builder = new ProcessBuilder(
                compiler, "-shared", "-fPIC", "-Wl,-soname," + library.getFileName(), "-o", library.toString());
        builder.command().addAll(List.of("-x", "c", "-", "-x", "none"));
        builder.command().addAll(List.of(options));
        Process process = builder.redirectErrorStream(true).start();
        try (var input = process.getOutputStream()) {
            input.write(code.getBytes(StandardCharsets.UTF_8));
        }
        finish(process, builder.command());
    }

    private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        return finish(builder.redirectErrorStream(true).start(), builder.command());
    }

    private static String finish(Process process, List<String> command) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("exit status of %s:%n%s", command, output)
                .isZero();
        return output.strip();
    }
}
