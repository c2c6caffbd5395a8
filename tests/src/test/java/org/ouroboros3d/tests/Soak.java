package org.ouroboros3d.tests;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.generate.Deadline;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationEvent;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.generate.GenerationRequest;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;

/**
 * A service under clients that cancel, come too late and fail, for a long time: what it holds must not grow. Run by hand;
 * its argument is the number of requests.
 */
final class Soak {
    private static final int CLIENTS = 16;
    private static final int ROWS = 10;

    private final Ouroboros3D model;
    private final int requests;
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<GenerationMetrics.Outcome, Integer> ended = new EnumMap<>(GenerationMetrics.Outcome.class);

    private Soak(int requests) {
        this.requests = requests;
        this.model = Ouroboros3D.open(
                Device.CPU,
                ModelOptions.defaults().withMaxBatch(4).withMaxWaiting(CLIENTS).withMetrics(new Counter()));
    }

    /** Prints a row whenever another tenth of the requests has ended. */
    private final class Counter implements GenerationMetrics {
        private int total;

        @Override
        public synchronized void finished(Outcome outcome, Duration time) {
            ended.merge(outcome, 1, Integer::sum);
            total++;
            if (total % (requests / ROWS) == 0) {
                System.out.println(row(total));
            }
        }
    }

    private String row(int total) {
        System.gc();
        return String.format(
                Locale.ROOT,
                "| %d | %d | %d | %d | %d | %d | %.1f | %d | %d |",
                total,
                ended.getOrDefault(GenerationMetrics.Outcome.SUCCEEDED, 0),
                ended.getOrDefault(GenerationMetrics.Outcome.FAILED, 0),
                ended.getOrDefault(GenerationMetrics.Outcome.CANCELLED, 0),
                ended.getOrDefault(GenerationMetrics.Outcome.EXPIRED, 0),
                Tensor.liveCount(),
                ProcessMemory.now().orElse(0) / 1048576.0,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                descriptors());
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes the number of requests. */
    public static void main(String... arguments) throws Exception {
        int requests = arguments.length == 0 ? 1000 : Integer.parseInt(arguments[0]);
        long before = Tensor.liveCount();
        Soak soak = new Soak(requests);
        soak.model.warmUp(GenerationOptions.of(soak.model.info()).withSteps(1));
        long idle = Tensor.liveCount();
        System.out.println("| ended | succeeded | failed | cancelled | late | live tensors | resident MiB | threads"
                + " | descriptors |");
        System.out.println(soak.row(0));
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                all.add(clients.submit(() -> {
                    soak.ask(random);
                    return null;
                }));
            }
            for (Future<?> client : all) {
                client.get();
            }
        }
        // Behind whatever was cancelled last.
        soak.model.warmUp(GenerationOptions.of(soak.model.info()).withSteps(1));
        require("live tensors when idle", idle, Tensor.liveCount());
        require("waiting requests", 0, soak.model.waiting());
        soak.model.close();
        require("live tensors when closed", before, Tensor.liveCount());
    }

    private static void require(String what, long expected, long actual) {
        if (actual != expected) {
            throw new IllegalStateException(what + ": " + expected + " expected, " + actual + " there");
        }
    }

    private void ask(Random random) throws InterruptedException {
        byte[] samples = new byte[3 * 64 * 64];
        while (asked.getAndIncrement() < requests) {
            random.nextBytes(samples);
            GenerationRequest request = GenerationRequest.of(
                    Image.of(64, 64, 3, samples),
                    GenerationOptions.of(model.info())
                            .withSteps(1 + random.nextInt(2))
                            .withSeed(random.nextLong()));
            CompletableFuture<Generation> result = switch (random.nextInt(10)) {
                case 0, 1 ->
                    model.submit(request.withDeadline(Deadline.after(Duration.ofMillis(random.nextInt(3000)))));
                case 2 -> model.submit(request.withListener(event -> fail(event, random.nextBoolean())));
                case 3 -> model.submit(request.withPreviews(true).withListener(event -> {}));
                default -> model.submit(request);
            };
            if (random.nextInt(10) < 2) {
                Thread.sleep(random.nextInt(2000));
                result.cancel(true);
            }
            result.handle((generation, failure) -> failure == null).join();
        }
    }

    private static void fail(GenerationEvent event, boolean early) {
        if (early ? event instanceof GenerationEvent.Queued : event instanceof GenerationEvent.Step) {
            throw new IllegalStateException("a listener that fails");
        }
    }
}
