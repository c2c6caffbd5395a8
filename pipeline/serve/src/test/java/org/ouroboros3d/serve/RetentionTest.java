package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.load.ModelOptions;

class RetentionTest {
    private static final Duration KEPT = Duration.ofSeconds(2);

    private static JsonNode generated(RunningServer running) throws IOException, InterruptedException {
        return RunningServer.json(running.send(running.prediction("?steps=1").header("Idempotency-Key", "key")));
    }

    @Test
    void resultsAreDroppedAfterTheirTime() throws IOException, InterruptedException {
        try (RunningServer running = RunningServer.start(
                ModelOptions.defaults(), options -> options.withRetention(new Retention(KEPT, 1L << 30)))) {
            JsonNode prediction = generated(running);
            String self = prediction.path("urls").path("get").asText();
            while (running.get(self).statusCode() != 404) {
                Thread.sleep(50);
            }
            Instant ended = Instant.parse(prediction.path("completed_at").asText());
            assertThat(Duration.between(ended, Instant.now())).isGreaterThanOrEqualTo(KEPT);
            assertThat(running.server.predictions().count()).isZero();
            assertThat(running.server.predictions().bytes()).isZero();
            // And so is their key.
            assertThat(generated(running).path("id")).isNotEqualTo(prediction.path("id"));
        }
    }

    @Test
    void theOldestAreDroppedForNewOnes() throws IOException, InterruptedException {
        try (RunningServer running = RunningServer.start(ModelOptions.defaults(), options -> options)) {
            JsonNode first = generated(running);
            long each = running.server.predictions().bytes();
            // 4,096 Gaussians of 14 numbers, and pictures.
            assertThat(each).isGreaterThan(4096 * 14 * 4);
            running.get(first.path("output").path("views.png").asText());
            assertThat(running.server.predictions().bytes()).isGreaterThan(each);
        }
        try (RunningServer running = RunningServer.start(
                ModelOptions.defaults(), options -> options.withRetention(new Retention(Duration.ofHours(1), 1)))) {
            JsonNode prediction = generated(running);
            while (running.get(prediction.path("urls").path("get").asText()).statusCode() != 404) {
                Thread.sleep(50);
            }
        }
    }
}
