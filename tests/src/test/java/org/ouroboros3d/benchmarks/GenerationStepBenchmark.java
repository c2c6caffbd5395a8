package org.ouroboros3d.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
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
 * What a step of the loop costs in time and in Java objects. Run by {@code mvn -B -Pbenchmark -DskipTests -pl tests -am
 * verify}; the table and JMH's own JSON are written to {@code tests/target/benchmarks}.
 */
public final class GenerationStepBenchmark {
    private static final int DEFAULT_SECONDS = 10;

    private GenerationStepBenchmark() {}

    /** Takes the output folder, and how many seconds an iteration lasts at least. */
    public static void main(String... arguments) throws IOException, RunnerException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        TimeValue iteration =
                TimeValue.seconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_SECONDS);
        Options options = new OptionsBuilder()
                .include("\\.GenerationSteps\\.")
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-Xmx1g")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(iteration)
                .measurementIterations(3)
                .measurementTime(iteration)
                .resultFormat(ResultFormatType.JSON)
                .result(folder.resolve("generation-steps.json").toString())
                .build();
        String table = table(new Runner(options).run());
        Files.writeString(folder.resolve("generation-steps.txt"), table);
        System.out.print(table);
    }

    private static String table(Collection<RunResult> results) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%-14s %19s %14s%n", "max guidance", "ms a step", "B a step"));
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %10.1f ± %6.1f %14.0f%n",
                    result.getParams().getParam("maxGuidance"),
                    time.getScore(),
                    time.getScoreError(),
                    result.getSecondaryResults()
                            .get(OperatorCallBenchmark.ALLOCATED)
                            .getScore()));
        }
        return text.toString();
    }
}
