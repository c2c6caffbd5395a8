package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.Ouroboros3D;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.serve.AccessToken;
import org.ouroboros3d.serve.PredictionServer;
import org.ouroboros3d.serve.ServerMetrics;
import org.ouroboros3d.serve.ServerOptions;
import org.ouroboros3d.tensor.Device;

/** The server's page in Chromium, from the choice of a picture to the downloads, by mouse and by keyboard. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServePageTest {
    private static final int SIDE = 96;

    @TempDir
    private static Path folder;

    private JsonNode seen;
    private String origin;
    private String guarded;

    @BeforeAll
    void useThePage() throws IOException, InterruptedException {
        Browser.require();
        byte[] rgba = new byte[4 * SIDE * SIDE];
        for (int p = 0; p < SIDE * SIDE; p++) {
            int x = p % SIDE - SIDE / 2;
            int y = Math.floorDiv(p, SIDE) - SIDE / 2;
            rgba[4 * p] = (byte) 200;
            rgba[4 * p + 1] = (byte) (2 * (p % SIDE));
            rgba[4 * p + 3] = (byte) (x * x + y * y < 1500 ? 255 : 0);
        }
        Path picture = folder.resolve("a disc & more.png");
        ImageWriter.writePng(Image.of(SIDE, SIDE, 4, rgba), picture);
        byte[] png = Files.readAllBytes(picture);
        Path broken = Files.write(folder.resolve("broken.png"), Arrays.copyOf(png, png.length / 2));
        String token = "a-token-of-some-length";
        AccessToken access = AccessToken.read(Files.writeString(folder.resolve("token"), token));
        ServerMetrics metrics = new ServerMetrics();
        ServerOptions local = ServerOptions.local(0, "test");
        ModelOptions opening = ModelOptions.defaults().withMetrics(metrics);
        try (Ouroboros3D model = Ouroboros3D.open(Device.CPU, opening);
                PredictionServer server = PredictionServer.start(List.of(model), metrics, local);
                PredictionServer asking = PredictionServer.start(List.of(model), metrics, local.withToken(access))) {
            origin = address(server);
            guarded = address(asking);
            seen = Browser.run("page.mjs", folder, origin, picture.toString(), broken.toString(), guarded, token);
        }
    }

    private static String address(PredictionServer server) {
        return "http://localhost:" + server.port();
    }

    private String seen(String name) {
        return seen.path(name).asText();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    @Test
    void nothingFailsAndNothingOfOtherSitesIsLoaded() {
        assertThat(seen.path("errors")).isEmpty();
        assertThat(texts(seen.path("expectedErrors")))
                .satisfiesExactly(
                        error -> assertThat(error).contains("400 (Bad Request)"),
                        error -> assertThat(error).contains("401 (Unauthorized)"));
        assertThat(texts(seen.path("origins"))).contains(origin).isSubsetOf(origin, guarded, "blob:", "data:");
    }

    @Test
    void controlsHaveLabelsAndAnOrder() {
        assertThat(seen.path("unlabelled")).isEmpty();
        JsonNode without = seen.path("withoutPicture");
        assertThat(without.path("error").asText()).isEqualTo("Choose a picture first.");
        assertThat(without.path("empty").asBoolean()).isTrue();
        assertThat(without.path("focus").asText()).isEqualTo("file");
        assertThat(texts(seen.path("focus"))).containsExactly("seed", "dice", "steps", "SUMMARY", "make");
        assertThat(seen.path("phone")).allMatch(wider -> wider.asInt() == 0);
    }

    @Test
    void aPictureBecomesAModelWithProgress() {
        assertThat(seen("chosen")).isEqualTo("a disc & more.png");
        assertThat(seen.path("cutOutBeforeTheEnd").asBoolean()).isTrue();
        assertThat(seen.path("object").asInt()).isPositive();
        assertThat(texts(seen.path("said")))
                .contains("Sending the picture and cutting the object out.", "Step 1 of 2 done.", seen("done"));
        assertThat(seen("done")).matches("Done: [0-9,]+ Gaussians in [0-9.]+ seconds\\.");
        assertThat(seen.path("previews")).hasSize(2);
        for (int step = 1; step <= 2; step++) {
            JsonNode preview = seen.path("previews").path(step - 1);
            assertThat(preview.path("alt").asText()).isEqualTo("After step " + step);
            assertThat(preview.path("width").asInt()).isPositive();
        }
    }

    @Test
    void theViewerShowsTheModelAndItsSteps() {
        assertThat(seen("firstStep")).isEqualTo("step 1 of 2");
        JsonNode viewer = seen.path("viewer");
        assertThat(viewer.path("colored").asInt()).isBetween(100, 64 * 64 - 100);
        assertThat(viewer.path("count").asInt()).isPositive();
        // It has no access to the page, nor to other results.
        assertThat(viewer.path("origin").asText()).isEqualTo("null");
        assertThat(seen.path("again").asInt()).isEqualTo(viewer.path("count").asInt());
    }

    @Test
    void theViewerSwitchesToTheMesh() {
        int asGaussians = seen.path("viewer").path("colored").asInt();
        assertThat(seen.path("viewer").path("mode").asText()).isEqualTo("color");
        JsonNode mesh = seen.path("mesh");
        assertThat(mesh.path("mode").asText()).isEqualTo("mesh");
        // The same object; the edges of Gaussians are soft.
        assertThat(mesh.path("colored").asInt()).isBetween(asGaussians / 2, asGaussians * 3 / 2);
    }

    @Test
    void resultsAreDownloaded() throws IOException {
        assertThat(texts(seen.path("files")))
                .containsExactly(
                        "model.glb",
                        "model.ply",
                        "model.spz",
                        "model.gaussians.glb",
                        "views.png",
                        "turntable.mp4",
                        "viewer.html");
        JsonNode downloads = seen.path("downloads");
        assertThat(downloads
                        .valueStream()
                        .map(download -> download.path("name").asText())
                        .toList())
                .containsExactly("model.ply", "model.spz", "views.png", "viewer.html", "model.ply");
        // The last one, which the viewer made.
        assertThat(PlyReader.read(folder.resolve("model.ply"), PlyLayout.VIEWER).count())
                .isEqualTo(seen.path("viewer").path("count").asInt());
        assertThat(ImageReader.read(folder.resolve("views.png")).width()).isPositive();
        assertThat(Files.readString(folder.resolve("viewer.html"))).startsWith("<!DOCTYPE html>");
    }

    @Test
    void whatCannotBeUsedIsSaid() {
        assertThat(seen("noPicture")).isEqualTo("This is no PNG, JPEG or WebP picture: notes.txt");
        assertThat(seen("dropped")).isEqualTo("broken.png");
        assertThat(seen.path("refused").path("error").asText()).contains("this PNG is damaged");
        assertThat(seen.path("refused").path("status").asText()).isEqualTo("Failed.");
        assertThat(seen("pasted")).isEqualTo("pasted.png");
        assertThat(seen.path("outOfRange").path("error").asText()).startsWith("Steps: ");
        assertThat(seen.path("outOfRange").path("focus").asText()).isEqualTo("steps");
    }

    @Test
    void theTokenIsAskedForWhereItIsNeeded() {
        assertThat(seen.path("tokenAtFirst").asBoolean()).isFalse();
        assertThat(seen.path("tokenAsked").path("error").asText()).isEqualTo("This server asks for a token.");
        assertThat(seen.path("tokenAsked").path("focus").asText()).isEqualTo("token");
    }

    @Test
    void aLongOneIsCanceledAndTheHistoryKept() {
        JsonNode canceled = seen.path("canceled");
        assertThat(canceled.path("error").asText()).isEmpty();
        assertThat(canceled.path("cancel").asBoolean()).isFalse();
        assertThat(canceled.path("focus").asText()).isEqualTo("make");
        assertThat(texts(seen.path("history")))
                .containsExactly(
                        "pasted.png: canceled, seed 7", "broken.png: failed", "a disc & more.png: done, seed 7");
    }
}
