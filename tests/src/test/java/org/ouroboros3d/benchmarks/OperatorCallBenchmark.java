package org.ouroboros3d.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What an operator call costs beside its arithmetic, through these bindings and through bytedeco's JNI API. Run by
 * {@code mvn -B -Pbenchmark -DskipTests -pl tests -am verify}; the table and JMH's own JSON are written to {@code
 * tests/target/benchmarks}.
 */
public final class OperatorCallBenchmark {
    /** JMH's name for the bytes that an operation allocates. */
    static final String ALLOCATED = "gc.alloc.rate.norm";

    private OperatorCallBenchmark() {}

    /** Takes the output folder, and a regular expression of the calls to measure. */
    public static void main(String... arguments) throws IOException, RunnerException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        String calls = arguments.length > 1 ? arguments[1] : ".*";
        Options options = new OptionsBuilder()
                .include("\\.(PanamaCalls|JniCalls)\\." + calls + "$")
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-Xmx1g")
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .resultFormat(ResultFormatType.JSON)
                .result(folder.resolve("operator-calls.json").toString())
                .build();
        String table = table(new Runner(options).run());
        Files.writeString(folder.resolve("operator-calls.txt"), table);
        System.out.print(table);
    }

    private static String table(Collection<RunResult> results) {
        Map<String, RunResult> byName = new TreeMap<>();
        results.forEach(result -> byName.put(result.getParams().getBenchmark(), result));
        String ours = PanamaCalls.class.getName() + ".";
        String theirs = JniCalls.class.getName() + ".";
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%-12s %20s %20s %7s %12s %12s%n",
                "call",
                "Panama ns",
                "JNI ns",
                "ratio",
                "Panama B",
                "JNI B"));
        byName.forEach((name, result) -> {
            if (name.startsWith(ours)) {
                String call = name.substring(ours.length());
                text.append(line(call, result, byName.get(theirs + call)));
            }
        });
        return text.toString();
    }

    private static String line(String call, RunResult panama, RunResult jni) {
        Result<?> ours = panama.getPrimaryResult();
        Result<?> theirs = jni.getPrimaryResult();
        return String.format(
                Locale.ROOT,
                "%-12s %11.0f ± %6.0f %11.0f ± %6.0f %7.2f %12.0f %12.0f%n",
                call,
                ours.getScore(),
                ours.getScoreError(),
                theirs.getScore(),
                theirs.getScoreError(),
                ours.getScore() / theirs.getScore(),
                allocated(panama),
                allocated(jni));
    }

    private static double allocated(RunResult result) {
        return result.getSecondaryResults().get(ALLOCATED).getScore();
    }
}
