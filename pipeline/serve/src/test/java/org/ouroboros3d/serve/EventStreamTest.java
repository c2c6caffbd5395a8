package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.load.ModelOptions;

class EventStreamTest {
    private static final Duration SILENCE = Duration.ofMillis(50);

    @AutoClose
    private static final RunningServer running = RunningServer.start(
            ModelOptions.defaults(), options -> options.withClients(ClientLimits.DEFAULT.withSilence(SILENCE)));

    /** An event as the format of server-sent events has it. */
    private record Event(long id, String name, JsonNode data) {}

    private static List<Event> events(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<Event> events = new ArrayList<>();
        for (String block : RunningServer.text(response).split("\n\n", -1)) {
            if (block.isEmpty() || block.equals(":")) {
                continue;
            }
            List<String> lines = block.lines().toList();
            assertThat(lines).hasSize(3);
            events.add(new Event(
                    Long.parseLong(value(lines.get(0), "id: ")),
                    value(lines.get(1), "event: "),
                    new ObjectMapper().readTree(value(lines.get(2), "data: "))));
        }
        return events;
    }

    private static String value(String line, String field) {
        assertThat(line).startsWith(field);
        return line.substring(field.length());
    }

    private static HttpResponse<byte[]> follow(JsonNode prediction, String lastEventId)
            throws IOException, InterruptedException {
        return running.send(
                running.to(prediction.path("urls").path("events").asText()).header("Last-Event-ID", lastEventId));
    }

    @Test
    void everythingThatHappensIsTold() throws IOException, InterruptedException {
        JsonNode prediction = running.begin("?steps=2&previews=true");
        List<Event> events =
                events(running.get(prediction.path("urls").path("events").asText()));
        assertThat(events)
                .extracting(Event::name)
                .containsExactly("queued", "started", "step", "step", "step", "succeeded");
        assertThat(events).extracting(Event::id).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(events.get(0).data().path("place").asInt()).isZero();
        for (int done = 0; done <= 2; done++) {
            JsonNode step = events.get(2 + done).data();
            assertThat(step.path("done").asInt()).isEqualTo(done);
            assertThat(step.path("total").asInt()).isEqualTo(2);
            if (done > 0) {
                String preview = step.path("preview").asText();
                String prefix = "data:image/png;base64,";
                assertThat(preview).startsWith(prefix);
                Image picture =
                        ImageReader.decode("preview", Base64.getDecoder().decode(preview.substring(prefix.length())));
                assertThat(picture.width()).isEqualTo(running.model.info().imageSize());
            }
        }
        assertThat(events.getLast().data().path("output").path("model.ply").asText())
                .endsWith("/model.ply");

        assertThat(events(follow(prediction, "4"))).extracting(Event::id).containsExactly(5L, 6L);
        assertThat(follow(prediction, "6").statusCode()).isEqualTo(204);
        assertThat(follow(prediction, "six").statusCode()).isEqualTo(400);
    }

    @Test
    void whoWaitsIsToldTheirPlaceAndThatTheConnectionIsAlive() throws IOException, InterruptedException {
        JsonNode runs = running.begin("?steps=1000");
        while (running.model.waiting() > 0) {
            Thread.sleep(10);
        }
        JsonNode next = running.begin("?steps=1000&seed=1");
        JsonNode last = running.begin("?steps=1000&seed=2");
        try (Socket socket = running.connect();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            String head = "GET " + last.path("urls").path("events").asText() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            awaitLine(in, "data: {\"place\":1}");
            awaitLine(in, ":");
            cancel(runs);
            awaitLine(in, "data: {\"place\":0}");
            cancel(next);
            awaitLine(in, "event: started");
        }
        cancel(last);
    }

    /** Chunks of HTTP are not taken apart: every event is in one. */
    private static void awaitLine(BufferedReader in, String expected) throws IOException {
        String line = in.readLine();
        while (!line.equals(expected)) {
            line = in.readLine();
        }
    }

    private static void cancel(JsonNode prediction) throws IOException, InterruptedException {
        HttpResponse<byte[]> canceled = running.send(
                running.to(prediction.path("urls").path("cancel").asText()).POST(BodyPublishers.noBody()));
        assertThat(RunningServer.json(canceled).path("status").asText()).isEqualTo("canceled");
        List<Event> events =
                events(running.get(prediction.path("urls").path("events").asText()));
        assertThat(events.getLast().name()).isEqualTo("canceled");
    }
}
