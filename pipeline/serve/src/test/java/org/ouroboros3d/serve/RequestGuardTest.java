package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.load.ModelOptions;

/** Who may use a server. */
class RequestGuardTest {
    private static final String SECRET = "correct-horse-battery-staple";

    @AutoClose
    private static final RunningServer running =
            RunningServer.start(ModelOptions.defaults(), options -> options.withToken(new AccessToken(SECRET)));

    /** Without a token. */
    @AutoClose
    private static final RunningServer local = RunningServer.start();

    private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return running.send(request).statusCode();
    }

    @Test
    void strangersAreToldToShowAToken() throws IOException, InterruptedException {
        assertThat(status(running.prediction("?steps=1"))).isEqualTo(401);
        assertThat(status(running.to("/predictions/0123"))).isEqualTo(401);
        assertThat(status(running.to("/metrics"))).isEqualTo(401);
        assertThat(status(running.to("/metrics").header("Authorization", "Bearer " + SECRET + "r")))
                .isEqualTo(401);
        assertThat(status(running.to("/metrics").header("Authorization", SECRET)))
                .isEqualTo(401);
        assertThat(running.send(running.to("/metrics")).headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(status(running.to("/metrics").header("Authorization", "bearer  " + SECRET)))
                .isEqualTo(200);
        // Probes have none, and the page asks for it.
        assertThat(status(running.to("/health/live"))).isEqualTo(200);
        assertThat(status(running.to("/health/ready"))).isEqualTo(200);
        assertThat(status(running.to("/openapi.json"))).isEqualTo(200);
    }

    @Test
    void aLinkOpensItsOwnPredictionAlone() throws IOException, InterruptedException {
        JsonNode one = prediction();
        JsonNode other = prediction();
        String link = one.path("output").path("gaussians.glb").asText();
        assertThat(link).contains("representation=gaussians&key=");
        assertThat(status(running.to(link))).isEqualTo(200);
        assertThat(status(running.to(one.path("urls").path("get").asText()))).isEqualTo(200);
        String foreign = link.replace(one.path("id").asText(), other.path("id").asText());
        assertThat(status(running.to(foreign))).isEqualTo(401);
        assertThat(status(running.to(link.replaceFirst("key=.*", "key=")))).isEqualTo(401);
        assertThat(status(running.to("/metrics?" + link.replaceFirst(".*&", ""))))
                .isEqualTo(401);
    }

    private static JsonNode prediction() throws IOException, InterruptedException {
        return RunningServer.json(
                running.send(running.prediction("?steps=1").header("Authorization", "Bearer " + SECRET)));
    }

    private static String raw(RunningServer server, String head) throws IOException {
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost            | 200
            LOCALHOST:8080       | 200
            127.0.0.1:1          | 200
            [::1]                | 200
            evil.example         | 421
            localhost.evil.example | 421
            127.0.0.1.evil.example:80 | 421
            """)
    void withoutATokenOtherNamesAreNoneOfOurs(String host, int status) throws IOException {
        assertThat(raw(local, "GET /health/live HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | Origin: http://localhost                              | 200
            GET  | Origin: https://localhost                             | 200
            GET  | Origin: http://localhost:1                            | 403
            GET  | Origin: http://evil.example                           | 403
            GET  | Origin: null                                          | 403
            POST | Origin: http://evil.example                           | 403
            GET  | Sec-Fetch-Site: same-origin                           | 200
            GET  | Sec-Fetch-Site: none                                  | 200
            GET  | Sec-Fetch-Site: cross-site                            | 403
            GET  | Sec-Fetch-Site: same-site                             | 403
            POST | Sec-Fetch-Site: cross-site                            | 403
            """)
    void pagesOfOtherSitesAreRefused(String method, String header, int status) throws IOException {
        assertThat(raw(running, method + " /health/live HTTP/1.1\r\nHost: localhost\r\n" + header))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aLinkOnAnotherSiteMayLeadHereAndAFormMayNot() throws IOException {
        String head = " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate";
        assertThat(raw(running, "GET /health/live" + head)).startsWith("HTTP/1.1 200");
        assertThat(raw(running, "POST /predictions" + head)).startsWith("HTTP/1.1 403");
    }

    @Test
    void whatOthersCanReachNeedsAToken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerOptions(
                        "0.0.0.0",
                        0,
                        ServerOptions.DEFAULT_MAX_BODY,
                        Optional.empty(),
                        ClientLimits.DEFAULT,
                        Retention.DEFAULT,
                        RunningServer.VERSION))
                .withMessageContaining("token");
        assertThat(ServerOptions.local(0, RunningServer.VERSION).address().isLoopbackAddress())
                .isTrue();
    }

    @Test
    void theTokenIsTheOnlyLineOfItsFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, SECRET + "\n");
        assertThat(AccessToken.read(file).matches(SECRET)).isTrue();
        assertThat(AccessToken.read(file).matches(SECRET + "\n")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two words are not one token", "line-one-of-two-lines\nline-two-of-two-lines"})
    void aFileWithoutATokenIsRefused(String content, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, content);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AccessToken.read(file))
                .withMessageContaining(file.toString());
    }

    @Test
    void aTokenFileThatIsMissingOrHugeIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AccessToken.read(file))
                .withMessageContaining(file.toString());
        Files.write(file, new byte[5000]);
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> AccessToken.read(file))
                .withMessageContaining("1024");
    }

    @Test
    void cancelNeedsTheTokenOrTheKeyToo() throws IOException, InterruptedException {
        JsonNode prediction = RunningServer.json(running.send(running.prediction("?steps=1000")
                .header("Authorization", "Bearer " + SECRET)
                .header("Prefer", "respond-async")));
        String cancel = prediction.path("urls").path("cancel").asText();
        assertThat(status(running.to(cancel.replaceFirst("\\?.*", "")).POST(BodyPublishers.noBody())))
                .isEqualTo(401);
        assertThat(status(running.to(cancel).POST(BodyPublishers.noBody()))).isEqualTo(200);
    }
}
