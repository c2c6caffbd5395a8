package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        Path folder = out.toAbsolutePath().normalize();
        ObjectNode json = Json.object();
        json.put("out", folder.toString());
        int usable = items.size() - failures.size();
        json.put("objects", usable);
        json.put("rendered", rendered);
        ArrayNode leftOut = json.putArray("leftOut");
        failures.forEach(leftOut::add);
        json.put("size", size);
        json.put("threads", workers());
        json.put("milliseconds", Math.round(milliseconds));
        String times = rendered == 0
                ? ""
                : String.format(Locale.ROOT, ", %.0f ms each on %d threads", milliseconds / rendered, workers());
        return new Outcome(
                failures.isEmpty() ? ExitCode.OK : ExitCode.INPUT,
                folder + System.lineSeparator() + usable + " objects of 16 pictures of " + size + "x" + size
                        + " pixels; " + rendered + " rendered now" + times + "."
                        + (failures.isEmpty() ? "" : " " + failures.size() + " left out."),
                json);
    }
}
