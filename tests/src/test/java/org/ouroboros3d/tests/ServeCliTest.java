package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as users start it. */
class ServeCliTest {
    @Test
    void terminatedItFinishesWhatWasAskedForAndExitsWithZero(@TempDir Path folder)
            throws IOException, InterruptedException, ExecutionException {
        try (ServedModel served = ServedModel.start(folder);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            String before = submitted(served);
            Future<HttpResponse<String>> waits = clients.submit(() -> served.send(served.prediction("?steps=6")));
            while (submitted(served).equals(before)) {
                Thread.sleep(20);
            }
            served.terminate();
            HttpResponse<String> answer = waits.get();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"status\":\"succeeded\"");
            ForkedCli.Result result = served.await();
            assertThat(result.exitCode()).as(result.err()).isZero();
            // A library's notes have no place beside the one line that says where it serves.
            assertThat(result.err())
                    .containsOnlyOnce("Serving at " + served.address())
                    .doesNotContain("INFO", "elidon");
            assertThat(result.out()).contains("Everything that was asked for is done.");
        }
    }

    /** How many generations were accepted, those of warming up included. */
    private static String submitted(ServedModel served) throws IOException, InterruptedException {
        return served.send(served.to("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith("ouroboros3d_generations_submitted_total"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPictureIsRefusedWithTheSentenceOfGenerate(@TempDir Path folder) throws IOException, InterruptedException {
        Path picture = folder.resolve("cat.png");
        Files.write(picture, new byte[] {1, 2, 3});
        ForkedCli.Result generate = ForkedCli.run(
                folder,
                "generate",
                picture.toString(),
                "-o",
                folder.resolve("out").toString());
        String sentence = generate.err()
                .lines()
                .filter(line -> line.startsWith("ouroboros3d: "))
                .findFirst()
                .orElseThrow();
        try (ServedModel served = ServedModel.start(folder)) {
            HttpResponse<String> answer = served.send(served.to("/predictions")
                    .header("Content-Type", "image/png")
                    .POST(BodyPublishers.ofFile(picture)));
            assertThat(answer.statusCode()).isEqualTo(400);
            String detail =
                    new ObjectMapper().readTree(answer.body()).path("detail").asText();
            // The command line knows the file's name.
            assertThat("ouroboros3d: " + detail.replace("the image", picture.toString()))
                    .isEqualTo(sentence);
        }
    }

    @Test
    void aPortThatIsTakenAndAHostWithoutATokenAreExplained(@TempDir Path folder)
            throws IOException, InterruptedException {
        ForkedCli.Result open = ForkedCli.run(folder, "serve", "--host", "0.0.0.0");
        assertThat(open.exitCode()).isEqualTo(2);
        assertThat(open.err()).contains("0.0.0.0", "--token-file");
        try (ServedModel served = ServedModel.start(folder)) {
            String port = served.address().replaceFirst(".*:", "");
            ForkedCli.Result taken = ForkedCli.run(folder, "serve", "--port", port);
            assertThat(taken.exitCode()).isEqualTo(4);
            assertThat(taken.err()).contains("port " + port);
        }
    }
}
