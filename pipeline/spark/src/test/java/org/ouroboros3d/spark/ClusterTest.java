package org.ouroboros3d.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.train.run.SmallModel;

/** A job on a cluster of two executors, each a process, against the command line in one process. */
class ClusterTest {
    private static final int PICTURES = Integer.getInteger("ouroboros3d.spark.pictures", 16);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeAll
    static void sparkRunsOnThisJava() {
        SparkJava.assume();
    }

    private Path pictures() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int number = 0; number < PICTURES; number++) {
            Discs.write(number, pictures.resolve(String.format(Locale.ROOT, "p%03d.png", number)));
        }
        return pictures;
    }

    /** Those of both command lines. */
    static String[] arguments(Path folder, Path pictures, Path out) {
        return new String[] {
            "generate",
            pictures.toString(),
            "-o",
            out.toString(),
            "--model",
            folder.resolve("model").toString(),
            "--steps",
            "1",
            "--seed",
            "7",
            "--outputs",
            "ply,views,render",
            "--render-size",
            "64",
            "--threads",
            "1"
        };
    }

    private static List<Path> folders(Path out) throws IOException {
        if (!Files.isDirectory(out)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(out)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> !entry.endsWith(GenerateJob.TABLE))
                    .sorted()
                    .toList();
        }
    }

    private static ObjectNode report(Path result) throws IOException {
        return (ObjectNode) JSON.readTree(result.resolve("report.json").toFile());
    }

    @Test
    void anExecutorIsKilledAndTheFilesAreThoseOfOneMachine() throws IOException, InterruptedException {
        SmallModel.writeTo(folder.resolve("model"));
        Path pictures = pictures();
        Path alone = folder.resolve("alone");
        Submitted.commandLine(folder, arguments(folder, pictures, alone)).succeed();
        // Behind the command line, which would end with an error.
        Files.writeString(pictures.resolve("torn.png"), "no picture");

        Path out = folder.resolve("out");
        Submitted job = Submitted.job(
                folder,
                "local-cluster[2,1,2048]",
                Map.of("spark.executor.extraClassPath", Submitted.classFolders(), "spark.executor.memory", "1g"),
                arguments(folder, pictures, out));
        while (folders(out).size() < PICTURES / 3 || job.executors().size() < 2) {
            job.requireAlive();
            Thread.sleep(20);
        }
        ProcessHandle victim = job.executors().getFirst();
        victim.destroyForcibly();
        assertThat(job.succeed()).contains(" 1 failed.");
        assertThat(victim.isAlive()).isFalse();

        assertThat(folders(out)).hasSize(PICTURES);
        for (Path expected : folders(alone)) {
            Path made = out.resolve(expected.getFileName());
            List<String> files = new ArrayList<>();
            try (Stream<Path> entries = Files.list(expected)) {
                for (Path file : entries.toList()) {
                    files.add(file.getFileName().toString());
                    if (!file.endsWith("report.json")) {
                        assertThat(made.resolve(file.getFileName())).hasSameBinaryContentAs(file);
                    }
                }
            }
            try (Stream<Path> entries = Files.list(made)) {
                assertThat(entries.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(files);
            }
            ObjectNode reported = report(expected);
            reported.remove(List.of(
                    "stageSeconds",
                    "totalSeconds",
                    "peakMemoryBytes",
                    "deviceBytes",
                    "hostToDeviceBytes",
                    "deviceToHostBytes"));
            assertThat(report(made)).isEqualTo(reported);
        }
        try (Stream<Path> entries = Files.list(out)) {
            assertThat(entries.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".partial"));
        }
    }
}
