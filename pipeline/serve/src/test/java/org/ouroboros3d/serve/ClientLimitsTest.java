package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.load.ModelOptions;

/** Clients that hold what they are given, or send what never ends. */
@Timeout(120)
class ClientLimitsTest {
    /** Of the impatient server; what clients do in time takes a hundredth of it. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int CONNECTIONS = 64;
    private static final int MAX_BODY = 1 << 16;
    private static final String POST = "POST /predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n";

    @AutoClose
    private static final RunningServer running = RunningServer.start(
            ModelOptions.defaults(),
            options -> options.withMaxBody(MAX_BODY).withClients(ClientLimits.DEFAULT.withConnections(CONNECTIONS)));

    @AutoClose
    private static final RunningServer impatient = RunningServer.start(
            ModelOptions.defaults(),
            options -> options.withClients(ClientLimits.DEFAULT.withTimes(LIMIT, LIMIT, LIMIT)));

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether the server has not closed the connection yet. */
    private static boolean isTaken(OutputStream out, byte[] bytes) throws IOException {
        try {
            out.write(bytes);
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    /** What the server says until it closes the connection; a reset loses the rest. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            int next = socket.getInputStream().read();
            while (next >= 0) {
                text.append((char) next);
                next = socket.getInputStream().read();
            }
        } catch (SocketException e) {
            text.append(" (reset)");
        }
        return text.toString();
    }

    /** Sends a start, and then one byte after the other until the server has had enough. {@return for how long} */
    private static Duration trickle(String start) throws IOException, InterruptedException {
        long began = System.nanoTime();
        try (Socket socket = impatient.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(ascii(start));
            boolean open = true;
            while (open) {
                Thread.sleep(50);
                open = isTaken(out, ascii("a"))
                        && System.nanoTime() - began < Duration.ofSeconds(60).toNanos();
            }
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void aHeadThatComesSlowlyIsCutOff() throws IOException, InterruptedException {
        assertThat(trickle("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")).isBetween(LIMIT, LIMIT.multipliedBy(20));
    }

    @Test
    void aBodyThatComesSlowlyIsCutOff() throws IOException, InterruptedException {
        assertThat(trickle(POST + "Content-Length: 60000\r\n\r\n")).isBetween(LIMIT, LIMIT.multipliedBy(20));
    }

    @Test
    void aBodyThatNobodyWantsIsCutOffToo() throws IOException, InterruptedException {
        assertThat(trickle("POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"))
                .isLessThan(LIMIT.multipliedBy(20));
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        long began = System.nanoTime();
        try (Socket socket = impatient.connect()) {
            assertThat(answer(socket)).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(LIMIT.dividedBy(2));
        try (Socket socket = impatient.connect()) {
            socket.getOutputStream().write(ascii("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyThatNeverEndsIsTooLarge() throws IOException {
        try (Socket socket = running.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(ascii(POST + "Transfer-Encoding: chunked\r\n\r\n"));
            byte[] chunk = ascii("1000\r\n" + "x".repeat(0x1000) + "\r\n");
            int sent = 0;
            while (sent < 100_000 && isTaken(out, chunk)) {
                sent++;
            }
            assertThat(answer(socket)).matches("(?s)(HTTP/1.1 413.*)?( \\(reset\\))?");
            assertThat(sent).isLessThan(100_000);
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsNotReceived() throws IOException {
        try (Socket socket = running.connect()) {
            socket.getOutputStream().write(ascii(POST + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n"));
            assertThat(answer(socket))
                    .startsWith("HTTP/1.1 413")
                    .contains("Connection: close", "application/problem+json", MAX_BODY + " bytes");
        }
    }

    @Test
    void manyBodiesAtOnceAreToldToComeLater() throws IOException, InterruptedException {
        try (RunningServer small = RunningServer.start(
                ModelOptions.defaults(), options -> options.withClients(ClientLimits.DEFAULT.withBodyBytes(1)))) {
            HttpResponse<byte[]> first = small.send(small.prediction("?steps=1"));
            assertThat(first.statusCode()).isEqualTo(200);
            HttpResponse<byte[]> large = small.send(small.to("/predictions")
                    .header("Content-Type", "image/png")
                    .POST(BodyPublishers.ofByteArray(new byte[200_000])));
            assertThat(large.statusCode()).isEqualTo(503);
            assertThat(large.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void aFloodOfHeadersIsRefused() throws IOException {
        try (Socket socket = running.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(ascii("GET /health/live HTTP/1.1\r\nHost: localhost\r\n"));
            int sent = 0;
            while (sent < 100_000 && isTaken(out, ascii("X-Flood-" + sent + ": " + "y".repeat(100) + "\r\n"))) {
                sent++;
            }
            assertThat(sent).isLessThan(100_000);
            assertThat(answer(socket)).matches("(?s)(HTTP/1.1 4.*)?( \\(reset\\))?");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../etc/passwd",
                "/..%2f..%2f..%2fetc%2fpasswd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/page.js/../../../../etc/passwd",
                "/predictions/../../etc/passwd",
                "/predictions/..%2f..%2fetc/passwd",
                "/predictions/%00/model.ply",
                "/index.html",
                "//etc/passwd",
                "/\\..\\..\\etc\\passwd",
                "file:///etc/passwd",
            })
    void noPathLeadsOutOfTheServer(String path) throws IOException {
        try (Socket socket = running.connect()) {
            socket.getOutputStream()
                    .write(ascii("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            assertThat(answer(socket)).startsWith("HTTP/1.1 4").doesNotContain("root:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n",
                "Content-Length: -1\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
            })
    void framingThatCanBeReadInTwoWaysIsRefused(String headers) throws IOException {
        try (Socket socket = running.connect()) {
            socket.getOutputStream()
                    .write(ascii("POST /predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                            + headers + "\r\n0\r\n\r\n"));
            assertThat(answer(socket)).matches("(?s)HTTP/1.1 (4|501).*");
        }
    }

    /** Answers of some megabytes, more than the buffers of both sockets hold, to one that does not read. */
    @Test
    void aClientThatDoesNotReadIsCutOff() throws IOException, InterruptedException {
        // The only request by a client that keeps its connection: one that this server is about to close loses a POST.
        JsonNode prediction = RunningServer.json(impatient.send(impatient.prediction("?steps=1")));
        String views = prediction.path("output").path("views.png").asText();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("localhost", impatient.server.port()));
            byte[] request = ascii("GET " + views + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            for (int i = 0; i < 50; i++) {
                socket.getOutputStream().write(request);
            }
            long began = System.nanoTime();
            boolean open = true;
            while (open) {
                Thread.sleep(50);
                assertThat(System.nanoTime() - began)
                        .isLessThan(Duration.ofSeconds(60).toNanos());
                open = isTaken(socket.getOutputStream(), ascii("\r"));
            }
        }
        assertThat(impatient.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void tenThousandIdleConnectionsLeaveRoomForOthers() throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress("localhost", running.server.port());
        List<SocketChannel> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 10_000; i++) {
                idle.add(SocketChannel.open(address));
                if (i % 1000 == 999) {
                    assertThat(running.server.connections()).isLessThanOrEqualTo(CONNECTIONS);
                    assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
                }
            }
        } finally {
            for (SocketChannel channel : idle) {
                channel.close();
            }
        }
    }
}
