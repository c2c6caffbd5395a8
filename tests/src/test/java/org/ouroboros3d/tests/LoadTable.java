package org.ouroboros3d.tests;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients of {@code ouroboros3d serve} see: the table of {@code docs/serving.md}. Run by hand; its arguments are the
 * requests of each row, and those between which resident memory is compared.
 */
final class LoadTable {
    private static final int[] CLIENTS = {1, 4, 16};
    private static final int WARM_UPS = 3;
    /** Gaussians, which cost little beside the generation. */
    private static final String RESULT = "application/x-spz";

    private LoadTable() {}

    /** Takes the requests of a row (40) and of the comparison of memory (1000). */
    public static void main(String... arguments) throws IOException, InterruptedException, ExecutionException {
        int requests = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        int soak = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        Path folder = Files.createTempDirectory("ouroboros3d-load");
        System.out.println("| batch | clients | p50 ms | p95 ms | p99 ms | requests a second |");
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        for (int batch : new int[] {1, 4}) {
            try (ServedModel served = ServedModel.start(folder, "--batch", String.valueOf(batch))) {
                ask(served, 1, WARM_UPS);
                for (int clients : CLIENTS) {
                    long began = System.nanoTime();
                    long[] nanos = ask(served, clients, requests);
                    double seconds = (System.nanoTime() - began) * 1e-9;
                    System.out.println(String.format(
                            Locale.ROOT,
                            "| %d | %d | %.0f | %.0f | %.0f | %.2f |",
                            batch,
                            clients,
                            quantile(nanos, 0.5),
                            quantile(nanos, 0.95),
                            quantile(nanos, 0.99),
                            requests / seconds));
                }
                end(served);
            }
        }
        try (ServedModel served = ServedModel.start(folder, "--batch", "4")) {
            ask(served, CLIENTS[CLIENTS.length - 1], 2 * CLIENTS[CLIENTS.length - 1]);
            long before = resident(served.pid());
            ask(served, CLIENTS[CLIENTS.length - 1], soak);
            System.out.println(String.format(
                    Locale.ROOT,
                    "resident memory: %d MiB before %d requests, %d MiB after",
                    before,
                    soak,
                    resident(served.pid())));
            end(served);
        }
    }

    private static void end(ServedModel served) throws IOException, InterruptedException {
        served.terminate();
        int exitCode = served.await().exitCode();
        if (exitCode != 0) {
            throw new IllegalStateException("the server ended with " + exitCode);
        }
    }

    /** Clients that ask again as soon as they are answered. {@return sorted nanoseconds of the requests} */
    private static long[] ask(ServedModel served, int clients, int requests)
            throws InterruptedException, ExecutionException {
        long[] nanos = new long[requests];
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                all.add(executor.submit(() -> {
                    for (int request = next.getAndIncrement(); request < requests; request = next.getAndIncrement()) {
                        long began = System.nanoTime();
                        HttpResponse<String> answer = served.send(
                                served.prediction("?seed=" + request).header("Accept", RESULT));
                        nanos[request] = System.nanoTime() - began;
                        if (answer.statusCode() != 200) {
                            throw new IllegalStateException(answer.body());
                        }
                    }
                    return null;
                }));
            }
        }
        for (Future<?> client : all) {
            client.get();
        }
        Arrays.sort(nanos);
        return nanos;
    }

    /** The least value that as large a share of all does not exceed, in milliseconds. */
    private static double quantile(long[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1] * 1e-6;
    }

    private static long resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IllegalStateException("this system does not tell the memory of process " + pid);
    }
}
