package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Generations whose clients go away while they wait. */
class ClientGoneTest {
    private static final String ENDLESS = "/predictions?steps=1000";
    private static RunningServer running;

    @BeforeAll
    static void start() {
        running = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** A client that waits for a prediction. */
    private static Socket ask(String headers) throws IOException {
        Socket socket = running.connect();
        byte[] picture = RunningServer.picture();
        OutputStream out = socket.getOutputStream();
        out.write(("POST " + ENDLESS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                        + picture.length + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(picture);
        out.flush();
        return socket;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began)
                    .isLessThan(Duration.ofSeconds(60).toNanos());
            Thread.sleep(5);
        }
    }

    private static Prediction running() throws InterruptedException {
        await(() -> running.server.predictions().running().size() == 1);
        return running.server.predictions().running().getFirst();
    }

    private static int steps(Prediction prediction) {
        return prediction.toJson().path("steps").path("done").asInt();
    }

    @Test
    void aGenerationStopsWithinAStep() throws IOException, InterruptedException {
        Prediction prediction;
        int done;
        try (Socket client = ask("")) {
            prediction = running();
            await(() -> steps(prediction) >= 1);
            done = steps(prediction);
        }
        prediction.ended().join();
        assertThat(prediction.status()).isEqualTo(Prediction.Status.CANCELED);
        // The step that ran when the client went may have ended meanwhile.
        assertThat(steps(prediction)).isBetween(done, done + 1);
    }

    @Test
    void oneThatWaitsNeverStarts() throws IOException, InterruptedException {
        try (Socket first = ask("")) {
            Prediction runs = running();
            await(() -> steps(runs) >= 0 && running.model.waiting() == 0);
            Socket second = ask("");
            await(() -> running.model.waiting() == 1);
            second.close();
            await(() -> running.model.waiting() == 0);
            assertThat(running.server.predictions().running()).containsExactly(runs);
        }
        await(() -> running.server.predictions().running().isEmpty());
    }

    @Test
    void itGoesOnForWhoeverElseWaits() throws IOException, InterruptedException {
        try (Socket stays = ask("Idempotency-Key: shared\r\n")) {
            Prediction prediction = running();
            await(() -> steps(prediction) >= 1);
            Socket goes = ask("Idempotency-Key: shared\r\n");
            await(() -> prediction.waiters() == 2);
            goes.close();
            await(() -> prediction.waiters() == 1);
            int done = steps(prediction);
            await(() -> steps(prediction) > done);
        }
        await(() -> running.server.predictions().running().isEmpty());
    }

    @Test
    void itGoesOnIfNobodyWantedToWait() throws IOException, InterruptedException {
        Socket goes = ask("Prefer: respond-async\r\n");
        Prediction prediction = running();
        goes.close();
        await(() -> steps(prediction) >= 2);
        prediction.cancel();
        prediction.ended().join();
    }
}
