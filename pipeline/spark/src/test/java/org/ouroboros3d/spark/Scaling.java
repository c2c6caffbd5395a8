package org.ouroboros3d.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ouroboros3d.train.run.SmallModel;

/** Times a job on local clusters of one executor and of two, each of one core. Run by hand; argument: how many pictures. */
final class Scaling {
    private static final double MILLIS = 1e-3;

    private Scaling() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        int pictures = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("scaling");
        SmallModel.writeTo(folder.resolve("model"));
        Path inputs = Files.createDirectory(folder.resolve("pictures"));
        for (int number = 0; number < pictures; number++) {
            Discs.write(number, inputs.resolve(String.format(Locale.ROOT, "p%04d.png", number)));
        }
        System.out.println("| executors | job, s | first to last result, s |");
        System.out.println("| --- | --- | --- |");
        for (int executors = 1; executors <= 2; executors++) {
            Path out = folder.resolve("out" + executors);
            long start = System.nanoTime();
            Submitted.job(
                            folder,
                            "local-cluster[" + executors + ",1,2048]",
                            Map.of(
                                    "spark.executor.extraClassPath",
                                    Submitted.classFolders(),
                                    "spark.executor.memory",
                                    "1g"),
                            ClusterTest.arguments(folder, inputs, out))
                    .succeed();
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.1f | %.1f |%n",
                    executors,
                    (System.nanoTime() - start) * 1e-9,
                    firstToLast(out) * MILLIS);
        }
    }

    private static long firstToLast(Path out) throws IOException {
        try (Stream<Path> reports = Files.walk(out)) {
            LongStream times = reports.filter(file -> file.endsWith("report.json"))
                    .mapToLong(file -> file.toFile().lastModified());
            var found = times.summaryStatistics();
            return found.getMax() - found.getMin();
        }
    }
}
