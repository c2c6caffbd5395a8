package org.ouroboros3d.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ouroboros3d.data.mesh.MeshFuzzTargets;
import org.ouroboros3d.format.CoreFuzzTargets;
import org.ouroboros3d.format.FuzzTarget;
import org.ouroboros3d.format.Fuzzer;

/**
 * Feeds every reader of files with inputs that Jazzer derives from sound ones, guided by the branches they reach. Run by
 * hand, a process for each reader; arguments: inputs for each reader, and a regular expression of readers' names.
 */
public final class GuidedFuzzing {
    private static final String TARGET = "ouroboros3d.fuzz.target";
    private static final int MAX_SECONDS = 10;
    private static final Pattern COVERED = Pattern.compile("#\\d+\\s+DONE\\s+cov: (\\d+)");

    private static FuzzTarget target;

    private GuidedFuzzing() {}

    private static List<FuzzTarget> targets(Path folder) throws IOException {
        List<FuzzTarget> all = new ArrayList<>(CoreFuzzTargets.in(folder));
        all.addAll(MeshFuzzTargets.in(folder));
        return all;
    }

    /** Called by Jazzer in the process of a reader, once. */
    public static void fuzzerInitialize() throws IOException {
        Fuzzer.silence();
        String name = System.getProperty(TARGET);
        target = targets(Files.createTempDirectory("fuzz")).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Called by Jazzer with each input. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Fuzzer.feed(target, target.repair().apply(input));
    }

    /** Prints a row for each reader; ends with 1 when an input was not taken well. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        int inputs = arguments.length == 0 ? 50_000 : Integer.parseInt(arguments[0]);
        Pattern names = Pattern.compile(arguments.length < 2 ? ".*" : arguments[1]);
        Path folder = Files.createTempDirectory("fuzzing");
        boolean sound = true;
        System.out.println(
                "| reader | inputs | branches reached | seconds | result |\n| --- | --- | --- | --- | --- |");
        for (FuzzTarget each : targets(Files.createDirectory(folder.resolve("files")))) {
            if (names.matcher(each.name()).find()) {
                sound &= run(
                        each,
                        inputs,
                        Files.createDirectory(folder.resolve(each.name().replaceAll("\\W", "-"))));
            }
        }
        System.exit(sound ? 0 : 1);
    }

    private static boolean run(FuzzTarget each, int inputs, Path folder) throws IOException, InterruptedException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (byte[] file : each.sound()) {
            Files.write(corpus.resolve("sound" + each.sound().indexOf(file)), file);
        }
        // Not empty, which libFuzzer refuses.
        Path words = folder.resolve("words");
        Files.write(
                words,
                Stream.concat(Stream.of("0"), each.words().stream())
                        .map(GuidedFuzzing::quoted)
                        .toList());
        Path log = folder.resolve("log");
        long start = System.nanoTime();
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-D" + TARGET + "=" + each.name(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + GuidedFuzzing.class.getName(),
                        "--instrumentation_includes=org.ouroboros3d.**:com.fasterxml.jackson.**:io.airlift.**",
                        "--custom_hook_excludes=org.bytedeco.**",
                        "-runs=" + inputs,
                        "-seed=1",
                        "-timeout=" + MAX_SECONDS,
                        "-rss_limit_mb=0",
                        "-dict=" + words,
                        "-artifact_prefix=" + folder + "/",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        Matcher covered = COVERED.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.0f | %s |%n",
                each.name(),
                inputs,
                covered.find() ? covered.group(1) : "?",
                (System.nanoTime() - start) / 1e9,
                exit == 0 ? "none failed" : "see " + log);
        return exit == 0;
    }

    /** An entry of libFuzzer's dictionaries. */
    private static String quoted(String word) {
        StringBuilder entry = new StringBuilder("\"");
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            entry.append(String.format(Locale.ROOT, "\\x%02X", b));
        }
        return entry.append('"').toString();
    }
}
