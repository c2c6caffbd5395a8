package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.data.DatasetWriter;
import org.ouroboros3d.error.InputException;
import picocli.CommandLine.Option;

/** The options of all {@code dataset} commands. */
final class DatasetFlags {
    private static final int MAX_SIZE = 2048;
    private static final int MAX_SUPERSAMPLING = 4;
    private static final int MAX_THREADS = 1024;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Width and height of a picture (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--supersampling",
            paramLabel = "N",
            defaultValue = "2",
            description = "Rays along each side of a pixel (default: ${DEFAULT-VALUE}).")
    private int supersampling;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that render (default: all processors).")
    private Integer threads;

    @Option(
            names = "--depth",
            description =
                    "Also write a 16-bit depth map beside each picture, depth_0000.png and so on; meta.json has the"
                            + " depth of one step as depth_scale.")
    private boolean depth;

    /** Checks the values. */
    void require(CliCommand command) {
        command.requireRange("--size", size, MAX_SIZE);
        command.requireRange("--supersampling", supersampling, MAX_SUPERSAMPLING);
        command.requireRange("--threads", workers(), MAX_THREADS);
    }

    private int workers() {
        return threads != null
                ? threads
                : Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** Renders the items and says what came of it; objects that cannot be made are left out and named. */
    Outcome write(Path out, ObjectNode settings, List<DatasetWriter.Item> items, CliCommand command) {
        DatasetWriter writer = DatasetWriter.open(out, size, supersampling, depth, settings);
        long start = System.nanoTime();
        List<String> failures = new ArrayList<>();
        int rendered;
        try (Interruption interruption = Interruption.open();
                Progress progress = Progress.on(command.err())) {
            rendered = writer.write(items, workers(), new DatasetWriter.Listener() {
                @Override
                public void progress(int done, int total) {
                    progress.step("Rendering objects", done, total);
                }

                @Override
                public void failed(InputException failure) {
                    failures.add(failure.getMessage());
                    progress.notice("left out: " + failure.getMessage());
                }
            });
        }
        double milliseconds = (System.nanoTime() - start) / 1e6;
        return new Result(
                out.toAbsolutePath().normalize(),
                items.size() - failures.size(),
                rendered,
                failures,
                size,
                workers(),
                Math.round(milliseconds));
    }

    /**
     * What was written.
     *
     * @param objects in the folder
     * @param rendered of them now
     * @param leftOut why the others were
     */
    private record Result(
            Path out, int objects, int rendered, List<String> leftOut, int size, int threads, long milliseconds)
            implements Outcome {
        @Override
        public int exitCode() {
            return leftOut.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
        }

        @Override
        public String text() {
            String times = rendered == 0
                    ? ""
                    : ", " + Table.fixed(0, (double) milliseconds / rendered) + " ms each on " + threads + " threads";
            return out + System.lineSeparator() + objects + " objects of 16 pictures of " + size + "x" + size
                    + " pixels; " + rendered + " rendered now" + times + "."
                    + (leftOut.isEmpty() ? "" : " " + leftOut.size() + " left out.");
        }
    }
}
