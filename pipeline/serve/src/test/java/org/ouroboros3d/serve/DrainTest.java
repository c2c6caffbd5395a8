package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DrainTest {
    @Test
    void whatWasAskedForIsAnsweredAndNothingNewIsTaken() throws IOException, InterruptedException, ExecutionException {
        try (RunningServer running = RunningServer.start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            JsonNode runs = running.begin("?steps=1000");
            Future<HttpResponse<byte[]>> waits = clients.submit(
                    () -> running.send(running.prediction("?steps=3").header("Accept", "image/png")));
            while (running.server.predictions().running().size() < 2) {
                Thread.sleep(5);
            }
            Future<Boolean> drained = clients.submit(() -> running.server.drain(Duration.ofMinutes(10)));
            while (running.get("/health/ready").statusCode() != 503) {
                Thread.sleep(5);
            }
            assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<byte[]> refused = running.send(running.prediction(""));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(drained.isDone()).isFalse();
            running.send(running.to(runs.path("urls").path("cancel").asText()).POST(BodyPublishers.noBody()));
            assertThat(drained.get()).isTrue();
            assertThat(waits.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatTakesTooLongIsCanceled() throws IOException, InterruptedException {
        try (RunningServer running = RunningServer.start()) {
            JsonNode prediction = running.begin("?steps=1000");
            assertThat(running.server.drain(Duration.ofMillis(100))).isFalse();
            assertThat(running.end(prediction).path("status").asText()).isEqualTo("canceled");
        }
    }
}
