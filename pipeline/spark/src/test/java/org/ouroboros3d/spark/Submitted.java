package org.ouroboros3d.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** Programs in JVMs of their own: {@link Main} as {@code spark-submit} starts it, and the command line. */
final class Submitted {
    private static final int PATIENCE_MINUTES = 10;

    /** Processes of seconds do not earn what the optimizing compiler costs. */
    static final String FAST_START = "-XX:TieredStopAtLevel=1";

    private final Process process;
    private final Path log;

    private Submitted(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a job.
     *
     * @param folder for its log and for a {@code SPARK_HOME} of nothing but this test's class path
     */
    static Submitted job(Path folder, String master, Map<String, String> configuration, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        Map<String, String> all = new TreeMap<>(configuration);
        all.put("spark.master", master);
        all.put("spark.driver.host", "127.0.0.1");
        all.put("spark.driver.bindAddress", "127.0.0.1");
        all.put("spark.ui.enabled", "false");
        all.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return start(folder, command, Main.class.getName(), arguments);
    }

    /** Starts the command line. */
    static Submitted commandLine(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), "org.ouroboros3d.cli.Main", arguments);
    }

    private static Submitted start(Path folder, List<String> options, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx1g", FAST_START, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "log", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        // As the scripts of an installed Spark say it.
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_HOME", sparkHome(folder).toString());
        // Executors write their logs below it.
        builder.directory(folder.toFile());
        return new Submitted(builder.start(), log);
    }

    /** A local cluster takes the class path of executors from a folder, as an installed Spark has it. */
    private static Path sparkHome(Path folder) throws IOException {
        Path home = folder.resolve("spark");
        Path jars = home.resolve("jars");
        if (!Files.isDirectory(jars)) {
            Files.createDirectories(jars);
            int number = 0;
            for (String entry : System.getProperty("java.class.path").split(":", -1)) {
                Path path = Path.of(entry);
                if (Files.isRegularFile(path)) {
                    Files.createSymbolicLink(jars.resolve(number++ + "-" + path.getFileName()), path.toAbsolutePath());
                }
            }
        }
        return home;
    }

    /** {@return what executors need besides the jars: folders of classes} */
    static String classFolders() {
        return Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> Files.isDirectory(Path.of(entry)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + ":" + b)
                .orElse("");
    }

    /** {@return the executors that run now} */
    List<ProcessHandle> executors() {
        return process.descendants().filter(Submitted::isExecutor).toList();
    }

    /** Java cuts command lines as long as these. */
    private static boolean isExecutor(ProcessHandle process) {
        try {
            return Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1)
                    .contains("CoarseGrainedExecutorBackend");
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    /** Fails when it has ended already. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + log());
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Waits for success and returns what was written to both streams. */
    String succeed() throws IOException, InterruptedException {
        if (await() != 0) {
            throw new AssertionError("ended with " + process.exitValue() + ": " + log());
        }
        return log();
    }

    int await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end after " + PATIENCE_MINUTES + " minutes: " + log());
        }
        return process.exitValue();
    }
}
