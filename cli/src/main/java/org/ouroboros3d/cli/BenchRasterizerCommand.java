package org.ouroboros3d.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import org.ouroboros3d.bench.RasterScene;
import org.ouroboros3d.bench.RasterizerBenchmark;
import org.ouroboros3d.bench.RasterizerTimes;
import org.ouroboros3d.bench.ScalingStudy;
import org.ouroboros3d.bench.Timing;
import org.ouroboros3d.raster.NativeLibrary;
import org.ouroboros3d.tensor.TensorScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ouroboros3d bench rasterizer}. */
@Command(
        name = "rasterizer",
        description = "Times the rasterizer, forward and backward, on all views of a scene.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ouroboros3d bench rasterizer",
            "  ouroboros3d bench rasterizer --scene scene.safetensors --threads 2 --json",
            "  ouroboros3d bench rasterizer --scaling --repeats 3",
        })
final class BenchRasterizerCommand extends CliCommand {
    private static final int MAX_COUNT = 10_000_000;
    private static final int MAX_SIZE = 16_384;
    private static final int MAX_THREADS = 1024;
    private static final int MAX_REPEATS = 10_000;

    @Option(
            names = "--scene",
            paramLabel = "FILE",
            description = "Safetensors file of means, scales, quats, opacities, colors, camtoworlds and fovy_degrees"
                    + " (default: Gaussians near a bumpy surface, made from --seed, and the method's eight cameras).")
    private Path scene;

    @Option(
            names = "--gaussians",
            paramLabel = "N",
            defaultValue = "65536",
            description = "How many Gaussians to make where no scene is given (default: ${DEFAULT-VALUE}).")
    private int gaussians;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "Seed of the made Gaussians (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Width and height of a view (default: ${DEFAULT-VALUE}).")
    private int size;

    @Mixin
    private DeviceFlag device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that rasterize on the CPU (default: all processors).")
    private Integer threads;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "10",
            description = "Timed runs, after three that are not timed (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(
            names = "--scaling",
            description = "Time instead how the made scene scales: with 10,000 to 1,000,000 Gaussians, views of 128 to"
                    + " 1024 pixels, 1 to 8 views, and 1 thread to --threads.")
    private boolean scaling;

    @Override
    Outcome run() {
        int workers = threads != null
                ? threads
                : Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        requireRange("--gaussians", gaussians, MAX_COUNT);
        requireRange("--size", size, MAX_SIZE);
        requireRange("--threads", workers, MAX_THREADS);
        requireRange("--repeats", repeats, MAX_REPEATS);
        if (scaling) {
            if (scene != null) {
                throw new ParameterException(spec().commandLine(), "--scaling makes its scenes; leave --scene out");
            }
            if (!device.named().isHost()) {
                throw new ParameterException(spec().commandLine(), "--scaling times the CPU; leave --device out");
            }
            return ScalingReport.of(
                    ScalingStudy.run(gaussians, size, workers, repeats, seed),
                    String.format(
                            Locale.ROOT,
                            "Surface of seed %d; where not varied: %d Gaussians, 8 views of %dx%d pixels, %d threads",
                            seed,
                            gaussians,
                            size,
                            size,
                            workers));
        }
        try (TensorScope scope = TensorScope.open()) {
            RasterScene made = scene != null ? RasterScene.read(scene) : RasterScene.surface(gaussians, seed);
            RasterScene timed = made.to(device.usable());
            return outcome(timed, workers, RasterizerBenchmark.run(timed, size, workers, repeats));
        }
    }

    private Outcome outcome(RasterScene timed, int workers, RasterizerTimes times) {
        long count = timed.splats().count();
        int views = timed.cameras().views();
        String name = scene != null ? scene.toString() : "surface of seed " + seed;
        String library = NativeLibrary.load().buildInfo();
        ObjectNode json = Json.object();
        json.put("scene", name);
        json.put("gaussians", count);
        json.put("views", views);
        json.put("size", size);
        json.put("device", device.named().toString());
        json.put("threads", workers);
        json.put("repeats", repeats);
        json.put("library", library);
        Table table = new Table("all views, milliseconds", ">median", ">min", ">max");
        add(table, json, "forward", "forward", times.forward());
        add(table, json, "forward, state kept", "forwardWithState", times.forwardWithState());
        add(table, json, "backward", "backward", times.backward());
        String line = System.lineSeparator();
        return new Outcome(
                ExitCode.OK,
                String.format(
                                Locale.ROOT,
                                "%s on %s: %d Gaussians, %d views of %dx%d pixels, %d threads, %d runs",
                                name,
                                device.named(),
                                count,
                                views,
                                size,
                                size,
                                workers,
                                repeats)
                        + line
                        + library
                        + line
                        + line
                        + table,
                json);
    }

    private static void add(Table table, ObjectNode json, String row, String key, Timing timing) {
        table.row(row, text(timing.median()), text(timing.min()), text(timing.max()));
        ObjectNode millis = json.putObject(key + "Millis");
        Json.number(millis, "median", timing.median());
        Json.number(millis, "min", timing.min());
        Json.number(millis, "max", timing.max());
    }

    private static String text(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
