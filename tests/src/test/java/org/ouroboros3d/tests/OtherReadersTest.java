package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.gaussian.GaussianWriter;
import org.ouroboros3d.format.gaussian.WriteOptions;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.mesh.Mesh;
import org.ouroboros3d.mesh.MeshExtractor;
import org.ouroboros3d.mesh.MeshFormat;
import org.ouroboros3d.mesh.MeshOptions;
import org.ouroboros3d.mesh.MeshTexture;
import org.ouroboros3d.mesh.MeshWriter;
import org.ouroboros3d.tensor.Device;

/**
 * What readers of other people make of our files: three.js, Niantic's SPZ library and Khronos' glTF validator, under Node.
 * After {@code npm ci --prefix tests/node}; without it these tests are skipped, or fail where CI is set.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherReadersTest {
    private static final Path NODE_PROJECT = Path.of("node");
    private static final int COUNT = 60;

    /** A tetrahedron. */
    private static final Mesh MESH = new Mesh(
            new float[] {0.1f, 0, 0, 0.4f, 0, 0, 0.1f, 0.8f, 0, 0.1f, 0, -1.2f},
            new float[] {-1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1},
            new float[] {0.5f, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0},
            new int[] {0, 1, 2, 0, 3, 1, 0, 2, 3, 1, 3, 2});

    @TempDir
    private static Path folder;

    private final GaussianCloud cloud = asymmetric();
    private Mesh letter;
    private JsonNode seen;

    /** Gaussians right, above and behind the center, of degree 1, so that every wrong sign shows. */
    private static GaussianCloud asymmetric() {
        Random random = new Random(23);
        float[] means = new float[3 * COUNT];
        float[] opacities = new float[COUNT];
        float[] scales = new float[3 * COUNT];
        float[] quats = new float[4 * COUNT];
        float[] colors = new float[3 * COUNT];
        float[] sh = new float[9 * COUNT];
        for (int i = 0; i < COUNT; i++) {
            means[3 * i] = 0.1f + 0.3f * random.nextFloat();
            means[3 * i + 1] = 0.4f + 0.5f * random.nextFloat();
            means[3 * i + 2] = -1 + 0.8f * random.nextFloat();
            opacities[i] = 0.1f + 0.8f * random.nextFloat();
            double[] q = random.doubles(4, -1, 1).toArray();
            double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (q[k] / length);
            }
        }
        for (int k = 0; k < 3 * COUNT; k++) {
            scales[k] = (float) Math.exp(-4 + 2 * random.nextDouble());
            colors[k] = 0.1f + 0.8f * random.nextFloat();
        }
        for (int k = 0; k < 9 * COUNT; k++) {
            sh[k] = 0.8f * random.nextFloat() - 0.4f;
        }
        return new GaussianCloud(means, opacities, scales, quats, colors, sh);
    }

    @BeforeAll
    void writeAndRead() throws IOException, InterruptedException {
        String missing = missing();
        assertThat(missing == null || System.getenv("CI") == null)
                .as("%s, and CI is set", missing)
                .isTrue();
        Assumptions.assumeTrue(missing == null, missing);
        Path files = Files.createDirectory(folder.resolve("files"));
        for (String name : new String[] {"a.ply", "a.splat", "a.spz", "a.glb"}) {
            GaussianWriter.write(cloud, files.resolve(name), WriteOptions.DEFAULT);
        }
        WriteOptions v4 = WriteOptions.DEFAULT.withSpzVersion(WriteOptions.SPZ_ZSTD);
        GaussianWriter.write(cloud, files.resolve("v4.spz"), v4);
        GaussianWriter.write(cloud, files.resolve("v4-rdf.spz"), v4.withAxes(Axes.RDF));
        GaussianWriter.write(cloud, files.resolve("rdf.spz"), WriteOptions.DEFAULT.withAxes(Axes.RDF));
        MeshWriter.write(MESH, files.resolve("a.mesh.glb"), MeshFormat.GLB);
        MeshTexture texture = new MeshTexture(Image.of(2, 2, 3, new byte[12]), new float[] {0, 0, 1, 0, 0, 1, 1, 1});
        Mesh textured = new Mesh(MESH.positions(), MESH.normals(), MESH.colors(), MESH.faces(), Optional.of(texture));
        MeshWriter.write(textured, files.resolve("a.textured.glb"), MeshFormat.GLB);
        letter = MeshExtractor.extract(
                LetterF.discs(), Device.CPU, MeshOptions.of(2).withFaces(6000).withResolution(64));
        for (MeshFormat format : MeshFormat.values()) {
            MeshWriter.write(letter, files.resolve("f.mesh" + format.ending()), format);
        }
        seen = new ObjectMapper().readTree(node("read.mjs", files.toString()));
    }

    /** {@return what these tests lack, or null} */
    private static String missing() throws IOException, InterruptedException {
        if (!Files.isDirectory(NODE_PROJECT.resolve("node_modules/three"))) {
            return "tests/node/node_modules is missing: npm ci --prefix tests/node";
        }
        try {
            node("--version");
            return null;
        } catch (IOException e) {
            return "node is missing: " + e.getMessage();
        }
    }

    private static String node(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "node";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Path out = Files.createTempFile(folder, "out", ".json");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(NODE_PROJECT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("node does not end: " + Files.readString(err));
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(out);
    }

    private JsonNode seen(String file, String reader) {
        JsonNode result = seen.path(file).path(reader);
        assertThat(result.path("count").asInt()).as("%s by %s", file, reader).isEqualTo(COUNT);
        return result;
    }

    private static double value(JsonNode result, String name, int index) {
        return result.path(name).path(index).asDouble(Double.NaN);
    }

    /** The indices of our Gaussians in the order of the file. */
    private int[] order(String file) {
        if (!file.endsWith(".splat")) {
            return IntStream.range(0, COUNT).toArray();
        }
        return IntStream.range(0, COUNT)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -(double) cloud.scales()[3 * i]
                        * cloud.scales()[3 * i + 1]
                        * cloud.scales()[3 * i + 2]
                        * cloud.opacities()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Σ = R diag(s²) Rᵀ as xx, xy, xz, yy, yz, zz. */
    private double[] covariance(int i) {
        double w = cloud.quats()[4 * i];
        double x = cloud.quats()[4 * i + 1];
        double y = cloud.quats()[4 * i + 2];
        double z = cloud.quats()[4 * i + 3];
        double[][] r = {
            {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
            {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
            {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
        };
        int[][] entries = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
        double[] sigma = new double[6];
        for (int e = 0; e < 6; e++) {
            for (int k = 0; k < 3; k++) {
                double s = cloud.scales()[3 * i + k];
                sigma[e] += r[entries[e][0]][k] * s * s * r[entries[e][1]][k];
            }
        }
        return sigma;
    }

    @ParameterizedTest
    @CsvSource({
        // Positions, covariances relative to their largest entry, and colors in steps of 255.
        "a.ply,      RDF, 1e-6, 1e-4, 1",
        "a.splat,    RDF, 1e-6, 0.04, 1",
        "a.spz,      RUB, 2e-6, 0.10, 2",
        "rdf.spz,    RDF, 2e-6, 0.10, 2",
        "v4.spz,     RUB, 2e-6, 0.10, 2",
        "a.glb,      RUB, 1e-6, 1e-4, 1",
    })
    void threeSeesOurGaussians(String file, Axes axes, double position, double covariance, double color) {
        JsonNode result = seen(file, "three");
        int turn = axes == Axes.RDF ? -1 : 1;
        int[] meanSigns = {1, turn, turn};
        int[] covarianceSigns = {1, turn, turn, 1, 1, 1};
        int[] order = order(file);
        for (int row = 0; row < COUNT; row++) {
            int i = order[row];
            double[] sigma = covariance(i);
            double largest = Math.max(sigma[0], Math.max(sigma[3], sigma[5]));
            for (int k = 0; k < 6; k++) {
                assertThat(value(result, "covariances", 6 * row + k))
                        .isCloseTo(covarianceSigns[k] * sigma[k], within(covariance * largest));
            }
            for (int k = 0; k < 3; k++) {
                assertThat(value(result, "positions", 3 * row + k))
                        .isCloseTo(meanSigns[k] * cloud.means()[3 * i + k], within(position));
                assertThat(value(result, "colors", 4 * row + k))
                        .isCloseTo(255 * cloud.colors()[3 * i + k], within(color));
            }
            assertThat(value(result, "colors", 4 * row + 3)).isCloseTo(255 * cloud.opacities()[i], within(1.01));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.spz", "v4.spz", "v4-rdf.spz"})
    void nianticsLibrarySeesOurGaussians(String file) {
        JsonNode result = seen(file, "rub");
        assertThat(result.path("shDegree").asInt()).isEqualTo(1);
        for (int i = 0; i < COUNT; i++) {
            double along = 0;
            for (int k = 0; k < 4; k++) {
                along += value(result, "rotations", 4 * i + k) * cloud.quats()[4 * i + (k + 1) % 4];
            }
            assertThat(Math.abs(along)).isGreaterThan(0.99999);
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                assertThat(value(result, "positions", k)).isCloseTo(cloud.means()[k], within(1e-6));
                assertThat(value(result, "scales", k)).isCloseTo(Math.log(cloud.scales()[k]), within(0.5001 / 16));
                double color = 0.5 + 0.28209479177387814 * value(result, "colors", k);
                assertThat(color).isCloseTo(cloud.colors()[k], within(0.004));
            }
            double opacity = 1 / (1 + Math.exp(-value(result, "alphas", i)));
            assertThat(opacity).isCloseTo(cloud.opacities()[i], within(0.501 / 255));
            for (int k = 9 * i; k < 9 * i + 9; k++) {
                assertThat(value(result, "sh", k)).isCloseTo(cloud.sh()[k], within(0.036));
            }
        }
    }

    @Test
    void axesThatAFileSaysAreThoseThatItHas() {
        JsonNode stored = seen("v4-rdf.spz", "stored");
        for (int k = 0; k < 3 * COUNT; k++) {
            float sign = k % 3 == 0 ? 1 : -1;
            assertThat(value(stored, "positions", k)).isCloseTo(sign * cloud.means()[k], within(1e-6));
        }
    }

    @Test
    void theValidatorOfGltfFindsNothing() {
        seen("a.glb", "three");
        assertThat(seen.path("a.glb").path("issues")).isEmpty();
    }

    @Test
    void threeSeesTheMesh() {
        JsonNode mesh = seen.path("a.mesh.glb").path("three");
        assertThat(mesh.path("count").asInt()).isEqualTo(4);
        assertThat(mesh.path("faces").asInt()).isEqualTo(4);
        double[] bounds = {0.1, 0, -1.2, 0.4, 0.8, 0};
        for (int axis = 0; axis < 3; axis++) {
            assertThat(value(mesh, "min", axis)).isCloseTo(bounds[axis], within(1e-6));
            assertThat(value(mesh, "max", axis)).isCloseTo(bounds[3 + axis], within(1e-6));
        }
        assertThat(mesh.path("vertexColors").asBoolean()).isTrue();
        // Colors of vertices are linear: 0.5 in sRGB is 0.2140 of the light.
        assertThat(value(mesh, "firstColor", 0)).isCloseTo(0.2140, within(1e-4));
        assertThat(value(mesh, "firstColor", 2)).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.mesh.glb", "a.textured.glb", "f.mesh.glb"})
    void khronosValidatorAcceptsTheMesh(String file) {
        assertThat(seen.path(file).path("issues")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MeshFormat.class)
    void threeSeesAnUprightClosedLetter(MeshFormat format) {
        JsonNode solid = seen.path("f.mesh" + format.ending()).path("three").path("solid");
        assertThat(solid.path("vertices").asInt()).isEqualTo(letter.vertexCount());
        assertThat(solid.path("faces").asInt()).isEqualTo(letter.faceCount());
        assertThat(solid.path("openEdges").asInt()).isZero();
        assertThat(solid.path("flatFaces").asInt()).isZero();
        assertThat(solid.path("pieces").asInt()).isOne();
        // A voxel is 0.015 wide; edges come out rounded.
        assertThat(solid.path("volume").asDouble()).isCloseTo(LetterF.VOLUME, within(0.05 * LetterF.VOLUME));
        for (int axis = 0; axis < 3; axis++) {
            assertThat(value(solid, "min", axis)).isCloseTo(LetterF.LEAST[axis], within(0.015));
            assertThat(value(solid, "max", axis)).isCloseTo(LetterF.MOST[axis], within(0.015));
        }
        for (int height = 0; height < 3; height++) {
            JsonNode reach = solid.path("silhouette").path(height);
            assertThat(reach.path(0).asDouble()).isCloseTo(LetterF.LEFT, within(0.02));
            assertThat(reach.path(1).asDouble()).isCloseTo(LetterF.RIGHT[height], within(0.02));
        }
        assertThat(value(solid.path("right"), "position", 1)).isBetween(0.25, 0.45);
        if (format != MeshFormat.STL) {
            assertColor(solid.path("front"), LetterF.BALL);
            assertColor(solid.path("right"), LetterF.LETTER);
        }
    }

    /** Three gives colors as light, whatever the file holds. */
    private static void assertColor(JsonNode vertex, float... color) {
        for (int channel = 0; channel < 3; channel++) {
            double light = value(vertex, "color", channel);
            double display = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
            assertThat(display).isCloseTo(color[channel], within(0.03));
        }
    }
}
