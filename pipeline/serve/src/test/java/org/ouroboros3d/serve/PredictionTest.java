package org.ouroboros3d.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.ouroboros3d.export.GenerationExport;
import org.ouroboros3d.format.gaussian.GaussianFormat;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

/** What clients are answered that do everything right. */
class PredictionTest {
    private static final String QUICK = "?steps=1&seed=3";

    @AutoClose
    private static final RunningServer running = RunningServer.start();

    /** What the library makes of the same picture. */
    private static Generation expected() {
        Image object = running.model.prepare(RunningServer.picture()).image();
        return running.model.generate(
                object, GenerationOptions.of(running.model.info()).withSteps(1).withSeed(3));
    }

    @Test
    void theResultComesInTheFormThatIsAskedFor() throws IOException, InterruptedException {
        Generation expected = expected();
        ByteArrayOutputStream ply = new ByteArrayOutputStream();
        PlyWriter.write(
                expected.gaussians(), ply, PlyLayout.VIEWER, GenerationExport.plyComments(running.model.info()));
        assertThat(result("application/x-ply", "").body()).isEqualTo(ply.toByteArray());
        assertThat(result("application/x-spz;q=0.9, text/html", "").body())
                .isEqualTo(GaussianWriter.toBytes(expected.gaussians(), GaussianFormat.SPZ, WriteOptions.DEFAULT));
        assertThat(result("model/gltf-binary", "&representation=gaussians").body())
                .isEqualTo(GaussianWriter.toBytes(expected.gaussians(), GaussianFormat.GLB, WriteOptions.DEFAULT));
        Image views = ImageReader.decode("views", result("image/*", "").body());
        assertThat(views.width()).isEqualTo(4 * 512);
        assertThat(views.height()).isEqualTo(2 * 512);
        JsonNode json = RunningServer.json(result("*/*", ""));
        assertThat(json.path("status").asText()).isEqualTo("succeeded");
        assertThat(json.path("input").path("seed").asLong()).isEqualTo(3);
        assertThat(json.path("metrics").path("gaussians").asInt())
                .isEqualTo(expected.gaussians().count());
    }

    private static HttpResponse<byte[]> result(String accept, String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = running.send(running.prediction(QUICK + query)
                .header("Accept", accept)
                .header("Idempotency-Key", "a result" + query));
        assertThat(response.statusCode()).as(RunningServer.text(response)).isEqualTo(200);
        return response;
    }

    @Test
    void everyFileOfAPredictionIsThere() throws IOException, InterruptedException {
        JsonNode prediction = RunningServer.json(running.send(running.prediction(QUICK)));
        for (Artifact artifact : Artifact.values()) {
            String name = artifact == Artifact.GAUSSIANS ? "gaussians.glb" : artifact.fileName();
            HttpResponse<byte[]> file =
                    running.get(prediction.path("output").path(name).asText());
            assertThat(file.statusCode())
                    .as(name + RunningServer.text(file).substring(0, 100))
                    .isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Type")).contains(artifact.mediaType());
            byte[] start = switch (artifact) {
                case PLY -> "ply\n".getBytes(StandardCharsets.US_ASCII);
                case SPZ -> new byte[] {0x1f, (byte) 0x8b};
                case MESH, GAUSSIANS -> "glTF".getBytes(StandardCharsets.US_ASCII);
                case VIEWER -> "<!".getBytes(StandardCharsets.US_ASCII);
                case VIEWS, OBJECT -> new byte[] {(byte) 0x89, 'P', 'N', 'G'};
                case TURNTABLE -> new byte[] {0, 0, 0};
            };
            assertThat(Arrays.copyOf(file.body(), start.length)).as(name).isEqualTo(start);
        }
    }

    @Test
    void whoDoesNotWaitIsToldWhereToLook() throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                running.send(running.prediction(QUICK).header("Prefer", "return=minimal, Respond-Async"));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("Preference-Applied")).contains("respond-async");
        JsonNode accepted = RunningServer.json(response);
        assertThat(response.headers().firstValue("Location"))
                .contains(accepted.path("urls").path("get").asText());
        assertThat(running.end(accepted).path("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void jsonHoldsThePictureAsADataUrl() throws IOException, InterruptedException {
        String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(RunningServer.picture());
        HttpResponse<byte[]> response = running.send(running.to("/predictions")
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Accept", "application/x-spz")
                .POST(BodyPublishers.ofString("{\"input\": {\"image\": \"" + url + "\", \"steps\": 1, \"seed\": 3}}")));
        assertThat(response.statusCode()).as(RunningServer.text(response)).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo(GaussianWriter.toBytes(expected().gaussians(), GaussianFormat.SPZ, WriteOptions.DEFAULT));
    }

    @Test
    void healthAndMetricsAreAsTheirReadersExpect() throws IOException, InterruptedException {
        running.send(running.prediction(QUICK));
        assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(running.get("/health/ready").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> metrics = running.get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        // The grammar of a sample line, https://prometheus.io/docs/instrumenting/exposition_formats.
        assertThat(RunningServer.text(metrics).lines())
                .allMatch(line -> line.matches("# (HELP|TYPE) [a-z0-9_]+ .+")
                        || line.matches("[a-z0-9_]+(\\{[a-z]+=\"[^\"]*\"\\})? [0-9.E+-]+"))
                .anyMatch(line -> line.matches("ouroboros3d_generations_total\\{outcome=\"succeeded\"\\} [1-9]\\d*"))
                .anyMatch(line -> line.matches("ouroboros3d_batches_total [1-9]\\d*"))
                .anyMatch(line -> line.matches("ouroboros3d_resident_bytes \\d{8,}"));
    }
}
