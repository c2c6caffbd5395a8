package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations whose clients go away while they wait. */
class ClientGoneTest {
    private static final String ENDLESS = "/predictions?steps=1000";
    private static final String GENERATION = "org.ouroboros3d.Generation";
    private static final String STAGE = "org.ouroboros3d.Stage";

    @AutoClose
    private static final RunningServer running = RunningServer.start();

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
    void aGenerationStopsWithinAStep(@TempDir Path folder) throws IOException, InterruptedException {
        try (Recording recording = new Recording()) {
            recording.enable(GENERATION).withThreshold(Duration.ZERO);
            recording.enable(STAGE).withThreshold(Duration.ZERO);
            recording.start();
            Prediction prediction;
            try (Socket client = ask("")) {
                prediction = running();
                await(() -> steps(prediction) >= 1);
            }
            prediction.ended().join();
            assertThat(prediction.status()).isEqualTo(Prediction.Status.CANCELED);
            // The next one waits for the model's thread, which has left the run by then.
            assertThat(running.send(running.prediction("?steps=1")).statusCode())
                    .isEqualTo(200);
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            // The step that ran when it was canceled may end.
            assertThat(stepsBehindTheFirst(file)).isLessThanOrEqualTo(1);
        }
    }

    /** {@return how many steps have ended between the end of the first generation and the start of the second} */
    private static long stepsBehindTheFirst(Path recording) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        List<RecordedEvent> generations = events.stream()
                .filter(event -> event.getEventType().getName().equals(GENERATION))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
        assertThat(generations)
                .extracting(event -> event.getString("outcome"))
                .containsExactly("CANCELLED", "SUCCEEDED");
        List<Instant> ends = events.stream()
                .filter(event -> event.getEventType().getName().equals(STAGE))
                .filter(event -> event.getString("stage").equals("denoiser"))
                .map(RecordedEvent::getEndTime)
                .toList();
        Instant canceled = generations.getFirst().getEndTime();
        Instant next = generations.getLast().getStartTime();
        assertThat(ends).as("steps before").anyMatch(end -> end.isBefore(canceled));
        return ends.stream()
                .filter(end -> end.isAfter(canceled) && end.isBefore(next))
                .count();
    }

    @Test
    void oneThatWaitsNeverStarts() throws IOException, InterruptedException {
        try (Socket first = ask("")) {
            Prediction runs = running();
            await(() -> runs.status() == Prediction.Status.PROCESSING);
            Socket second = ask("");
            await(() -> running.server.predictions().running().size() == 2);
            Prediction waits = running.server.predictions().running().getLast();
            assertThat(waits).isNotSameAs(runs);
            second.close();
            // The model's queue lets it go before its end is told.
            waits.ended().join();
            assertThat(waits.status()).isEqualTo(Prediction.Status.CANCELED);
            assertThat(steps(waits)).isZero();
            assertThat(waits.eventsAfter(0, Duration.ZERO, () -> true))
                    .extracting(ServerEvent::name)
                    .containsExactly("queued", "canceled");
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
