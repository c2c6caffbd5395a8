package org.ouroboros3d.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.tensor.TensorScope;

/** How the rasterizer's time grows when one thing at a time does, on scenes of {@link RasterScene#surface}. */
public final class ScalingStudy {
    private static final List<Integer> GAUSSIANS = List.of(10_000, 30_000, 100_000, 300_000, 1_000_000);
    private static final List<Integer> SIZES = List.of(128, 256, 512, 1024);
    private static final List<Integer> VIEWS = List.of(1, 2, 4, 8);

    private ScalingStudy() {}

    /**
     * One run of a series.
     *
     * @param value of what the series varies
     * @param times that it took
     */
    public record Point(int value, RasterizerTimes times) {}

    /**
     * Runs in which one thing varies.
     *
     * @param varied {@code gaussians}, {@code size} in pixels, {@code views} or {@code threads}
     * @param points in ascending order of its value
     */
    public record Series(String varied, List<Point> points) {}

    /**
     * Times all series; what does not vary is as given.
     *
     * @param gaussians of the scenes
     * @param size width and height of a view, pixels
     * @param threads that rasterize; also the most of the series of threads
     * @param repeats that are timed of each point
     * @param seed of the scenes
     */
    public static List<Series> run(int gaussians, int size, int threads, int repeats, long seed) {
        List<Integer> workers = IntStream.iterate(1, n -> n < threads, n -> 2 * n)
                .boxed()
                .collect(ArrayList::new, List::add, List::addAll);
        workers.add(threads);
        int all = Cameras.eightViews().views();
        return List.of(
                series("gaussians", GAUSSIANS, n -> time(n, all, size, threads, repeats, seed)),
                series("size", SIZES, pixels -> time(gaussians, all, pixels, threads, repeats, seed)),
                series("views", VIEWS, views -> time(gaussians, views, size, threads, repeats, seed)),
                series("threads", workers, n -> time(gaussians, all, size, n, repeats, seed)));
    }

    private static Series series(String varied, List<Integer> values, IntFunction<RasterizerTimes> time) {
        return new Series(
                varied,
                values.stream()
                        .map(value -> new Point(value, time.apply(value)))
                        .toList());
    }

    private static RasterizerTimes time(int gaussians, int views, int size, int threads, int repeats, long seed) {
        try (TensorScope scope = TensorScope.open()) {
            RasterScene scene = RasterScene.surface(gaussians, seed);
            int[] first = IntStream.range(0, views).toArray();
            RasterScene seen = new RasterScene(scene.splats(), scene.cameras().select(first));
            return RasterizerBenchmark.run(seen, size, threads, repeats);
        }
    }
}
