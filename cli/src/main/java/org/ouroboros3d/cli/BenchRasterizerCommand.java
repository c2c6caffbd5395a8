package org.ouroboros3d.cli;

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
        return new Result(
                scene != null ? scene.toString() : "surface of seed " + seed,
                timed.splats().count(),
                timed.cameras().views(),
                size,
                device.named().toString(),
                workers,
                repeats,
                NativeLibrary.load().buildInfo(),
                times.forward(),
                times.forwardWithState(),
                times.backward());
    }

    private record Result(
            String scene,
            long gaussians,
            int views,
            int size,
            String device,
            int threads,
            int repeats,
            String library,
            Timing forwardMillis,
            Timing forwardWithStateMillis,
            Timing backwardMillis)
            implements Outcome {
        @Override
        public String text() {
            Table table = new Table("all views, milliseconds", ">median", ">min", ">max");
            table.row("forward", forwardMillis);
            table.row("forward, state kept", forwardWithStateMillis);
            table.row("backward", backwardMillis);
            String line = System.lineSeparator();
            return String.format(
                            Locale.ROOT,
                            "%s on %s: %d Gaussians, %d views of %dx%d pixels, %d threads, %d runs",
                            scene,
                            device,
                            gaussians,
                            views,
                            size,
                            size,
                            threads,
                            repeats)
                    + line
                    + library
                    + line
                    + line
                    + table;
        }
    }
}
