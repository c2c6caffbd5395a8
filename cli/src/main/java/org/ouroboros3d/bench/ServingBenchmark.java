package org.ouroboros3d.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.ProgressListener;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.tensor.Tensor;

/**
 * Warm models under the load of clients that ask again as soon as they are answered, each on a virtual thread and each
 * always the same model, in turns.
 */
public final class ServingBenchmark {
    /** Code is compiled and memory pools have grown after these. */
    private static final int WARM_UPS = 2;

    private final List<Ouroboros3D> models;
    private final GenerationOptions options;
    private final Image picture;
    private final long[] latencies;
    private final long[] waits;
    private final ProgressListener progress;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile OptionalLong residentFirst = OptionalLong.empty();
    private volatile long classesFirst;

    private ServingBenchmark(
            List<Ouroboros3D> models, GenerationOptions options, int requests, ProgressListener progress) {
        this.models = List.copyOf(models);
        this.options = options;
        this.picture = grey(models.getFirst().info().imageSize());
        this.latencies = new long[requests];
        this.waits = new long[requests];
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param models equal ones, at least one, each of which lets as many generations wait as there are clients
     * @param options of every request, but for its seed
     * @param clients at least 1
     * @param requests that are timed, at least 1, after two of each model that are not
     * @param progress told of every answered request
     * @throws CancellationException if this thread is interrupted
     */
    public static ServingFigures run(
            List<Ouroboros3D> models, GenerationOptions options, int clients, int requests, ProgressListener progress) {
        if (models.isEmpty() || clients < 1 || requests < 1) {
            throw new IllegalArgumentException("models, clients and requests must be at least 1, not " + models.size()
                    + ", " + clients + " and " + requests);
        }
        return new ServingBenchmark(models, options, requests, progress).run(clients);
    }

    private ServingFigures run(int clients) {
        for (Ouroboros3D model : models) {
            for (int i = 0; i < WARM_UPS; i++) {
                model.generate(picture, options, ProgressListener.SILENT);
            }
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long liveBefore = Tensor.liveCount();
        long allocatedBefore = threads.getTotalThreadAllocatedBytes();
        long start = System.nanoTime();
        serve(clients);
        double seconds = (System.nanoTime() - start) * 1e-9;
        long allocated = threads.getTotalThreadAllocatedBytes() - allocatedBefore;
        return new ServingFigures(
                Quantiles.ofNanos(latencies),
                Quantiles.ofNanos(waits),
                seconds,
                allocated / latencies.length,
                liveBefore,
                Tensor.liveCount(),
                classes() - classesFirst,
                residentFirst,
                ProcessMemory.now());
    }

    private void serve(int clients) {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> finished = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Ouroboros3D model = models.get(i % models.size());
                finished.add(callers.submit(() -> ask(model)));
            }
            try {
                for (Future<?> client : finished) {
                    client.get();
                }
            } catch (InterruptedException e) {
                callers.shutdownNow();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while clients were served");
            } catch (ExecutionException e) {
                callers.shutdownNow();
                throw new IllegalStateException(
                        "a client failed: " + e.getCause().getMessage(), e.getCause());
            }
        }
    }

    /** What one client does. */
    private void ask(Ouroboros3D model) {
        for (int i = asked.getAndIncrement(); i < latencies.length; i = asked.getAndIncrement()) {
            int request = i;
            long start = System.nanoTime();
            model.generate(picture, options.withSeed(request), (done, total) -> {
                if (done == 0) {
                    waits[request] = System.nanoTime() - start;
                }
            });
            latencies[request] = System.nanoTime() - start;
            int count = answered.incrementAndGet();
            if (count == 1) {
                residentFirst = ProcessMemory.now();
                classesFirst = classes();
            }
            progress.step(count, latencies.length);
        }
    }

    private static long classes() {
        return ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    }

    private static Image grey(int size) {
        byte[] rgb = new byte[3 * size * size];
        Arrays.fill(rgb, (byte) 128);
        return Image.of(size, size, 3, rgb);
    }
}
