package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.data.mesh.MeshObject;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

class ConvertCommandTest {
    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() {
        model = folder.resolve("model.ply");
        GaussianCloud cloud = new GaussianCloud(
                new float[] {0.1f, 0.2f, 0.3f, -0.4f, 0.5f, -0.6f},
                new float[] {0.9f, 0.5f},
                new float[] {0.1f, 0.2f, 0.1f, 0.05f, 0.05f, 0.02f},
                new float[] {1, 0, 0, 0, 0.6f, 0.8f, 0, 0},
                new float[] {1, 0, 0, 0, 0, 1});
        PlyWriter.write(cloud, model, PlyLayout.VIEWER);
    }

    private CommandRun convert(Object... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = "convert";
        for (int i = 0; i < arguments.length; i++) {
            line[i + 1] = arguments[i].toString();
        }
        return CommandRun.of(line);
    }

    /** Height of the first Gaussian of a file, in the axes that it is said to have. */
    private static float height(Path file, Axes axes) {
        return GaussianReader.read(file, new ReadOptions(Optional.of(axes), PlyLayout.VIEWER))
                .means()[1];
    }

    @Test
    void aPageOfThemIsWrittenToo() throws IOException {
        Path page = folder.resolve("a.HTML");
        CommandRun run = convert(model, page, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(page))
                .contains("<title>model.ply</title>", "id=\"step0\"")
                .doesNotContain("id=\"mesh\"");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(page));
        assertThat(convert(model, page).exitCode()).as("an existing page").isEqualTo(ExitCode.INPUT);
        assertThat(convert(model, folder.resolve("c.html"), "--mesh").exitCode())
                .isZero();
        assertThat(Files.readString(folder.resolve("c.html"))).contains("id=\"mesh\"", "\"mesh\":true");
        assertThat(convert(model, folder.resolve("d.html"), "--mesh", "--faces", "200")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        CommandRun back = convert(page, folder.resolve("b.ply"));
        assertThat(back.exitCode()).as("pages are not read").isEqualTo(ExitCode.INPUT);
        assertThat(back.err()).contains("a.HTML: the ending of its name is unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.ply", "a.compressed.ply", "a.splat", "a.spz", "a.glb"})
    void everyFormatIsWrittenAndReadAgain(String name) throws IOException {
        Path file = folder.resolve(name);
        CommandRun run = convert(model, file, "--json");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("gaussians").asInt()).isEqualTo(2);
        assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(file));
        Path back = folder.resolve("back.ply");
        assertThat(convert(file, back).exitCode()).isZero();
        GaussianCloud read = GaussianReader.read(back, ReadOptions.DEFAULT);
        assertThat(read.count()).isEqualTo(2);
        assertThat(read.means()[1] + read.means()[4]).isBetween(0.699f, 0.701f);
    }

    /** A file of small round Gaussians on a sphere. */
    private Path sphere() {
        int count = 1500;
        float[] means = new float[3 * count];
        float[] opacities = new float[count];
        float[] scales = new float[3 * count];
        float[] quats = new float[4 * count];
        Arrays.fill(opacities, 0.95f);
        Arrays.fill(scales, 0.02f);
        for (int i = 0; i < count; i++) {
            double y = 1 - (2.0 * i + 1) / count;
            double ring = Math.sqrt(1 - y * y);
            means[3 * i] = (float) (0.4 * ring * Math.cos(2.4 * i));
            means[3 * i + 1] = (float) (0.4 * y);
            means[3 * i + 2] = (float) (0.4 * ring * Math.sin(2.4 * i));
            quats[4 * i] = 1;
        }
        Path file = folder.resolve("model.ply");
        PlyWriter.write(
                new GaussianCloud(means, opacities, scales, quats, new float[3 * count]), file, PlyLayout.VIEWER);
        return file;
    }

    @ParameterizedTest
    @CsvSource({"a.glb, true", "a.ply, true", "a.obj, false", "a.stl, false"})
    void meshesAreWrittenInEveryFormat(String name, boolean asked) throws IOException {
        Path file = folder.resolve(name);
        CommandRun run = asked
                ? convert(sphere(), file, "--mesh", "--faces", 500, "--json")
                : convert(sphere(), file, "--faces", 500, "--json");
        assertThat(run.err()).isEmpty();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("faces").asInt()).isBetween(400, 500);
        assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(file));
        if (name.equals("a.stl")) {
            assertThat(Files.size(file)).isEqualTo(84 + 50 * json.get("faces").asLong());
        } else {
            assertThat(MeshObject.readInPlace(file).triangles())
                    .isEqualTo(json.get("faces").asInt());
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.ply", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.glb", "b.ply"})
    void meshesAreRendered(String name) throws IOException {
        Path file = folder.resolve(name);
        Path picture = folder.resolve("a.png");
        assertThat(convert(sphere(), file, "--mesh", "--faces", 500).exitCode()).isZero();
        CommandRun run = CommandRun.of(
                "render", file.toString(), "-o", picture.toString(), "--size", "32", "--views", "2", "--json");
        assertThat(new ObjectMapper().readTree(run.out()).get("triangles").asInt())
                .isBetween(400, 500);
        Image image = ImageReader.read(picture);
        assertThat(image.width()).isEqualTo(64);
        // White around a black ball.
        assertThat(image.sample(0, 0, 0)).isEqualTo(255);
        assertThat(image.sample(16, 16, 0)).isLessThan(100);
        CommandRun gaussians = CommandRun.of(
                "render",
                folder.resolve("model.ply").toString(),
                "-o",
                picture.toString(),
                "--size",
                "32",
                "--views",
                "1",
                "--force");
        assertThat(gaussians.out()).contains("1500 Gaussians, 1 views");
    }

    @Test
    void anObjWithATextureBringsItsFiles() {
        Path file = folder.resolve("a.obj");
        assertThat(convert(sphere(), file, "--faces", 500, "--texture", 64).exitCode())
                .isZero();
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("model.ply", "a.obj", "a.mtl", "a.png");
        assertThat(MeshObject.readInPlace(file).triangles()).isBetween(400, 500);
    }

    @Test
    void axesOfBothFilesCanBeNamed() {
        Path spz = folder.resolve("a.spz");
        convert(model, spz);
        assertThat(height(spz, Axes.RUB)).isBetween(0.199f, 0.201f);
        convert(model, spz, "--axes", "rdf", "--force");
        assertThat(height(spz, Axes.RDF)).isBetween(0.199f, 0.201f);
        Path back = folder.resolve("back.ply");
        convert(spz, back, "--in-axes", "rdf");
        assertThat(GaussianReader.read(back, ReadOptions.DEFAULT).means()[1]).isBetween(0.199f, 0.201f);
    }

    @Test
    void spzIsOfTheVersionThatIsAskedFor() throws IOException {
        Path spz = folder.resolve("a.spz");
        convert(model, spz, "--spz-version", "4");
        assertThat(Files.readAllBytes(spz)).startsWith('N', 'G', 'S', 'P', 4, 0, 0, 0);
        assertThat(convert(model, spz, "--force", "--spz-version", 3).exitCode())
                .isZero();
        assertThat(Files.readAllBytes(spz)).startsWith(0x1f, 0x8b);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    none.ply a.spz                   | 3 | there is no such file
                    model.ply a.xyz                  | 3 | the ending of its name is unknown
                    model.ply a.spz --mesh           | 2 | a mesh ends in .glb, .obj, .ply or .stl, not a.spz
                    model.ply a.glb --faces 500      | 2 | --faces and --texture are for meshes; add --mesh
                    model.ply a.obj --faces 10       | 2 | --faces must be 100 to 10000000, not 10
                    model.ply a.obj --texture 10     | 2 | --texture must be 64 to 8192, not 10
                    model.ply a.stl --texture 512    | 2 | stl files hold no texture; write .glb or .obj
                    model.ply a.stl --axes rub       | 2 | meshes have y up; leave --axes out
                    model.ply model.ply              | 3 | it exists; name another file, or use --force
                    model.ply no/a.spz               | 3 | there is no such folder
                    model.ply a.glb --axes rdf       | 3 | glTF has y up by its specification
                    model.ply a.spz --spz-version 2  | 2 | --spz-version must be 3 or 4, not 2
                    model.ply a.spz --axes xyz       | 2 | expected one of [RUB, RDF]
                    model.ply                        | 2 | Missing required parameter: 'OUT'
                    """)
    void whatCannotBeDoneIsSaidAndNothingWritten(String line, int exitCode, String message) {
        String[] words = line.split(" ");
        for (int i = 0; i < Math.min(2, words.length); i++) {
            words[i] = folder.resolve(words[i]).toString();
        }
        CommandRun run = convert((Object[]) words);
        assertThat(run.err()).startsWith("ouroboros3d: ").contains(message).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(folder.toFile().list()).containsExactly("model.ply");
    }
}
