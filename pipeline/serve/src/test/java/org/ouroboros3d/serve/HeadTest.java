package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** HEAD against GET, byte by byte (RFC 9110, 9.3.2). */
class HeadTest {
    private static final String NEXT = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @AutoClose
    private static final RunningServer running = RunningServer.start();

    /** {@return all that comes back for a request and another one behind it on the same connection} */
    private static String exchange(String method, String path) throws IOException {
        try (Socket socket = running.connect()) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write((request + NEXT).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** {@return the status line and the headers but the time} */
    private static Map<String, String> head(String answer) {
        Map<String, String> head = new TreeMap<>();
        List<String> lines =
                answer.substring(0, answer.indexOf("\r\n\r\n")).lines().toList();
        head.put("", lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            head.put(line.substring(0, colon), line.substring(colon + 1));
        }
        assertThat(head.remove("Date")).isNotNull();
        return head;
    }

    private static List<String> paths() throws IOException, InterruptedException {
        JsonNode prediction = running.end(running.begin("?steps=1"));
        String id = prediction.path("id").asText();
        List<String> paths = new ArrayList<>();
        for (StaticPage page : StaticPage.values()) {
            paths.add(page.path());
        }
        for (Route route : Route.values()) {
            if (route.method().equals("GET")) {
                paths.add(route.path().replace("{id}", id).replace("{file}", "viewer.html"));
            }
        }
        paths.add("/predictions/" + id + "/object.png");
        return paths;
    }

    @Test
    void theHeadIsThatOfGetAndThereIsNoBody() throws IOException, InterruptedException {
        List<String> paths = paths();
        assertThat(paths).hasSizeGreaterThan(10);
        for (String path : paths) {
            Map<String, String> expected = head(exchange("GET", path));
            String answer = exchange("HEAD", path);
            Map<String, String> seen = head(answer);
            assertThat(seen.get("")).isEqualTo("HTTP/1.1 200 OK");
            if (path.equals("/metrics")) {
                // Two answers of different counts.
                assertThat(Integer.parseInt(seen.remove("Content-Length").strip()))
                        .isPositive();
                expected.remove("Content-Length");
            }
            assertThat(seen).as(path).isEqualTo(expected);
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                    .as(path)
                    .startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void whatGoesWrongHasNoBodyEither() throws IOException {
        for (String path : List.of("/nowhere", "/predictions/0123", "/predictions")) {
            String answer = exchange("HEAD", path);
            assertThat(head(answer).get("")).as(path).matches("HTTP/1.1 40[45] .*");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }
}
