package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.load.ModelOptions;

/** What clients are told that ask for something that cannot be had. */
class ProblemTest {
    private static final byte[] DAMAGED = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0};

    @AutoClose
    private static final RunningServer running =
            RunningServer.start(ModelOptions.defaults().withMaxWaiting(1), UnaryOperator.identity());

    private static JsonNode problem(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        return problem(running.send(request), status);
    }

    private static JsonNode problem(HttpResponse<byte[]> response, int status) throws IOException {
        assertThat(response.statusCode()).as(RunningServer.text(response)).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = RunningServer.json(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem;
    }

    private static HttpRequest.Builder post(String contentType, byte[] body) {
        return running.to("/predictions").header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
    }

    @Test
    void aDamagedPictureIsExplainedAsByTheLibrary() throws IOException, InterruptedException {
        InputException expected = catchThrowableOfType(InputException.class, () -> running.model.prepare(DAMAGED));
        assertThat(problem(post("image/png", DAMAGED), 400).path("detail").asText())
                .isEqualTo(expected.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            steps=0                      | steps
            steps=many                   | steps
            seed=1.5                     | seed
            feedback=some                | feedback
            feedback_every=0             | feedback_every
            min_guidance=NaN             | min_guidance
            noise_aug_strength=2         | noise_aug_strength
            timeout=0                    | timeout
            previews=yes                 | previews
            colour=red                   | colour
            steps=1&steps=2              | steps
            representation=mesh          | representation
            """)
    void anOptionThatIsWrongIsNamed(String query, String name) throws IOException, InterruptedException {
        assertThat(problem(running.prediction("?" + query), 400).path("detail").asText())
                .startsWith(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"image": "x"}
            {"input": {}}
            {"input": {"image": "https://example.com/cat.png"}}
            {"input": {"image": "data:image/png;base64,***"}}
            {"input": {"image": {"a": 1}}}
            {"input": {"image": "data:image/png;base64,AA==", "steps": 1, "steps": 2}}
            {"input": {"image": null}}
            [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]
            {"input":
            """)
    void jsonThatHoldsNoPictureIsRefused(String body) throws IOException, InterruptedException {
        problem(post("application/json", body.getBytes(StandardCharsets.UTF_8)), 400);
    }

    @Test
    void otherKindsOfBodiesAndResultsAreRefused() throws IOException, InterruptedException {
        assertThat(problem(post("image/gif", RunningServer.picture()), 415)
                        .path("detail")
                        .asText())
                .contains("image/gif");
        problem(running.prediction("").header("Accept", "text/html, application/json;q=0"), 406);
        problem(running.prediction("").header("Accept", "video/mp4").header("Prefer", "respond-async"), 406);
        problem(running.to("/predictions").header("Content-Type", "image/png").POST(BodyPublishers.noBody()), 400);
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException, InterruptedException {
        problem(running.to("/predictions/0123"), 404);
        problem(running.to("/predictions/0123/model.ply"), 404);
        problem(running.to("/predictions/0123/events"), 404);
        problem(running.to("/nowhere"), 404);
        JsonNode prediction = RunningServer.json(running.send(running.prediction("?steps=1")));
        String self = prediction.path("urls").path("get").asText();
        problem(running.to(self + "/model.obj"), 404);
        problem(running.to(self + "/model.ply?representation=mesh"), 400);
        problem(running.to(self + "/model.glb?representation=voxels"), 400);
    }

    @Test
    void otherMethodsAreNamed() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = running.send(running.to("/predictions").DELETE());
        problem(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
        response = running.send(running.to("/health/live").POST(BodyPublishers.ofByteArray(new byte[10])));
        problem(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void aLateResultIsNone() throws IOException, InterruptedException {
        assertThat(problem(running.prediction("?steps=1000&timeout=0.2"), 504)
                        .path("detail")
                        .asText())
                .contains("deadline");
    }

    @Test
    void aFullQueueSaysWhenToAskAgain() throws IOException, InterruptedException {
        JsonNode runs = running.begin("?steps=1000");
        while (running.model.waiting() > 0) {
            Thread.sleep(10);
        }
        JsonNode waits = running.begin("?steps=1000");
        HttpResponse<byte[]> refused = running.send(running.prediction(""));
        problem(refused, 429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isPositive();
        problem(running.to(waits.path("urls").path("get").asText() + "/model.ply"), 409);
        for (JsonNode left : new JsonNode[] {waits, runs}) {
            HttpResponse<byte[]> canceled = running.send(
                    running.to(left.path("urls").path("cancel").asText()).POST(BodyPublishers.noBody()));
            assertThat(RunningServer.json(canceled).path("status").asText()).isEqualTo("canceled");
        }
        problem(running.to(waits.path("urls").path("get").asText() + "/model.ply"), 409);
    }

    @Test
    void anIdempotencyKeyStandsForOneRequest() throws IOException, InterruptedException {
        HttpRequest.Builder first = running.prediction("?steps=1").header("Idempotency-Key", "mine");
        JsonNode one = RunningServer.json(running.send(first));
        JsonNode again = RunningServer.json(running.send(first));
        assertThat(again.path("id")).isEqualTo(one.path("id"));
        problem(running.prediction("?steps=1&seed=2").header("Idempotency-Key", "mine"), 422);
        problem(post("image/png", DAMAGED).header("Idempotency-Key", "broken"), 400);
        // What was refused leaves the key free.
        assertThat(running.send(running.prediction("?steps=1").header("Idempotency-Key", "broken"))
                        .statusCode())
                .isEqualTo(200);
        problem(running.prediction("").header("Idempotency-Key", "k".repeat(256)), 400);
    }
}
