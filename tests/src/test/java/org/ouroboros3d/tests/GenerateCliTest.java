package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.data.mesh.MeshObject;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;
import org.ouroboros3d.image.ImageWriter;
import org.ouroboros3d.output.ResultFile;

/** The main job as users run it, in processes of its own, with few steps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerateCliTest {
    private static final int STEPS = 2;
    private static final int SIZE = 96;

    /** One folder for all tests: a generation takes seconds. */
    @TempDir
    private static Path folder;

    @TempDir
    private static Path logs;

    private Path image;
    private Path out;
    private ForkedCli.Result first;

    @BeforeAll
    void generateOnce() throws IOException, InterruptedException {
        int size = 96;
        byte[] samples = new byte[size * size * 4];
        for (int p = 0; p < size * size; p++) {
            int x = p % size - size / 2;
            int y = p / size - size / 2;
            samples[4 * p] = (byte) 200;
            samples[4 * p + 1] = (byte) (p % size * 2);
            samples[4 * p + 3] = (byte) (x * x + y * y < 1000 ? 255 : 0);
        }
        image = folder.resolve("a disc.png");
        ImageWriter.writePng(Image.of(size, size, 4, samples), image);
        byte[] png = Files.readAllBytes(image);
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
        out = folder.resolve("runs/first");
        first = generate("--json");
        assertThat(first.exitCode()).as(first.err()).isZero();
    }

    @Test
    void everyResultIsWrittenAndReadable() throws IOException {
        assertThat(first.err()).contains("Denoising " + STEPS + "/" + STEPS).doesNotContain("\033");
        JsonNode json = new ObjectMapper().readTree(first.out());
        assertThat(json.get("out").asText()).isEqualTo(out.toRealPath().toString());
        assertThat(names(out))
                .containsExactlyInAnyOrder(Stream.concat(ResultFile.DEFAULTS.stream(), Stream.of(ResultFile.REPORT))
                        .map(ResultFile::fileName)
                        .toArray(String[]::new));

        JsonNode report = new ObjectMapper().readTree(Files.readString(file(ResultFile.REPORT)));
        assertThat(report).isEqualTo(json.get("report"));
        assertThat(report.get("seed").asLong()).isEqualTo(7);
        assertThat(report.get("device").asText()).isEqualTo("cpu");
        boolean trained = json.get("trained").asBoolean();
        assertThat(report.get("model").asText().contains("untrained")).isNotEqualTo(trained);
        assertThat(report.get("settings").get("steps").isInt()).isTrue();
        assertThat(report.get("settings").get("steps").asInt()).isEqualTo(2);
        assertThat(report.get("settings").get("lowVram").isBoolean()).isTrue();
        assertThat(report.get("peakMemoryBytes").asLong()).isPositive();
        assertThat(report.get("stageSeconds").properties()).isNotEmpty();

        for (ResultFile sheet : List.of(ResultFile.VIEWS, ResultFile.RENDER, ResultFile.CCM)) {
            Image picture = ImageReader.read(file(sheet));
            assertThat(picture.width()).as(sheet.fileName()).isEqualTo(4 * SIZE);
            assertThat(picture.height()).as(sheet.fileName()).isGreaterThanOrEqualTo(2 * SIZE);
        }
        assertThat(ImageReader.read(file(ResultFile.STEPS)).width()).isEqualTo(STEPS * SIZE);
        assertThat(PlyReader.read(file(ResultFile.MODEL), PlyLayout.VIEWER).count())
                .isEqualTo(report.get("gaussians").asInt())
                .isPositive();
        assertIsH264(file(ResultFile.TURNTABLE));
    }

    @Test
    void theSameSeedGivesTheSameBytesAndForceReplacesThem() throws Exception {
        byte[] model = Files.readAllBytes(file(ResultFile.MODEL));
        byte[] views = Files.readAllBytes(file(ResultFile.VIEWS));
        FileTime before = Files.getLastModifiedTime(file(ResultFile.MODEL));

        ForkedCli.Result refused = generate();
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("use --force");
        assertThat(Files.getLastModifiedTime(file(ResultFile.MODEL))).isEqualTo(before);

        assertThat(generate("--force").exitCode()).isZero();
        assertThat(Files.getLastModifiedTime(file(ResultFile.MODEL))).isGreaterThan(before);
        assertThat(file(ResultFile.MODEL)).hasBinaryContent(model);
        assertThat(file(ResultFile.VIEWS)).hasBinaryContent(views);
        assertThat(names(out.getParent())).containsExactly("first");
    }

    @Test
    void onlyChosenResultsAreWrittenAsTheyWereAskedFor() throws Exception {
        Path chosen = folder.resolve("chosen");
        ForkedCli.Result run = ForkedCli.run(
                logs,
                "generate",
                image.toString(),
                "-o",
                chosen.toString(),
                "--steps=1",
                "--outputs=render,webp,gif,viewer",
                "--mesh=ply",
                "--render-size=40",
                "--background=transparent",
                "--fps=5",
                "--turntable-seconds=1");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(names(chosen))
                .containsExactly(
                        "model.mesh.ply",
                        "render.png",
                        "report.json",
                        "turntable.gif",
                        "turntable.webp",
                        "viewer.html");
        Image sheet = ImageReader.read(chosen.resolve("render.png"));
        assertThat(sheet).hasToString("160x80 RGBA");
        assertThat(sheet.sample(0, 0, 3)).isZero();
        byte[] animation = Files.readAllBytes(chosen.resolve("turntable.webp"));
        assertThat(new String(animation, StandardCharsets.ISO_8859_1).split("ANMF", -1))
                .hasSize(5 + 1);
        assertThat(Files.readString(chosen.resolve("viewer.html"))).contains("\"mesh\":true", " id=\"mesh\">H4sI");
        Path mesh = chosen.resolve("model.mesh.ply");
        assertThat(MeshObject.read(mesh, Optional.empty(), false).painted()).isTrue();
    }

    @Test
    void severalPicturesGetAFolderEachAndResume() throws Exception {
        Path many = Files.createDirectory(folder.resolve("many"));
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.copy(image, pictures.resolve("a.png"));
        Files.copy(image, pictures.resolve("b.png"));
        Files.copy(folder.resolve("cut.png"), pictures.resolve("cut.png"));
        String[] command = {
            "generate", pictures.toString(), image.toString(), "-o", many.toString(), "--steps=1", "--outputs=ply"
        };
        ForkedCli.Result run = ForkedCli.run(logs, command);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(names(many)).containsExactly("a", "a disc", "b");
        assertThat(names(many.resolve("b"))).containsExactly("model.ply", "report.json");
        assertThat(run.err()).contains("[1/4] Reading", "[4/4] Denoising").containsOnlyOnce("Loading the model");
        assertThat(run.out())
                .contains("Failed: " + pictures.resolve("cut.png"))
                .contains("3 made, 0 there already, 1 failed.");

        Files.delete(many.resolve("b/report.json"));
        Files.delete(many.resolve("b/model.ply"));
        FileTime before = Files.getLastModifiedTime(many.resolve("a/model.ply"));
        Files.delete(pictures.resolve("cut.png"));
        ForkedCli.Result again = ForkedCli.run(logs, command);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("1 made, 2 there already, 0 failed.");
        assertThat(Files.getLastModifiedTime(many.resolve("a/model.ply"))).isEqualTo(before);
        assertThat(many.resolve("b/model.ply")).exists();
    }

    @Test
    void controlCLeavesNothingBehind() throws Exception {
        Path parent = folder.resolve("interrupted");
        ForkedCli run = ForkedCli.start(
                logs, "generate", image.toString(), "-o", parent.resolve("out").toString(), "--steps", "1000");
        run.awaitError("Denoising 0/1000");
        run.pressControlC();
        ForkedCli.Result result = run.await();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(130);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).doesNotContain("\tat ");
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void theModelFileCanBeRenderedAgain() throws Exception {
        String ply = file(ResultFile.MODEL).toString();
        Path renders = Files.createDirectory(folder.resolve("renders"));
        Path sheet = renders.resolve("sheet.png");
        Path video = renders.resolve("turn.mp4");
        ForkedCli.Result run = render(ply, sheet, "--views", "3", "--size", "64");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(ImageReader.read(sheet)).hasToString("192x64 RGB");
        assertThat(render(ply, video, "--views", "4", "--size", "64").exitCode())
                .isZero();
        assertIsH264(video);
        assertThat(render(ply, sheet).exitCode()).as("an existing file").isEqualTo(3);
        assertThat(render(ply, renders.resolve("a.avi")).exitCode())
                .as("another format")
                .isEqualTo(2);
        assertThat(render(image.toString(), renders.resolve("b.png")).exitCode())
                .as("no PLY")
                .isEqualTo(3);
        assertThat(names(renders)).containsExactly("sheet.png", "turn.mp4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    absent.png    | results    | -             | 3 | there is no such file
                    none*.png     | results    | -             | 3 | there are no pictures
                    cut.png       | results    | -             | 3 | cut.png: this PNG is damaged
                    a disc.png    | cut.png    | -             | 3 | this is a file
                    a disc.png    | cut.png/in | -             | 3 | it cannot be written
                    a disc.png    | .          | -             | 3 | it exists and is not empty
                    a disc.png    | .          | --force       | 3 | it holds files that are no results
                    a disc.png    | results    | --device=gpu  | 2 | unknown device 'gpu'
                    a disc.png    | results    | --device=cuda | 4 | there is no cuda:0
                    a disc.png    | results    | --steps=0     | 2 | steps must be between 1 and 1000, not 0
                    a disc.png    | results    | --feedback=x  | 2 | --feedback
                    a disc.png    | results    | --matting=x   | 3 | there is no such file
                    a disc.png    | results    | --model=x     | 3 | x
                    """)
    void badInputIsOneSentence(String input, String output, String option, int exitCode, String message)
            throws Exception {
        List<String> before = names(folder);
        ForkedCli.Result run = ForkedCli.run(
                logs,
                Stream.of("generate", folder.resolve(input), "-o", folder.resolve(output), option)
                        .filter(argument -> argument != null)
                        .map(Object::toString)
                        .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(line -> line.startsWith("ouroboros3d: ")))
                .singleElement()
                .asString()
                .contains(message);
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(names(folder)).isEqualTo(before);
    }

    private ForkedCli.Result generate(String... more) throws IOException, InterruptedException {
        List<String> fixed = List.of(
                "generate",
                image.toString(),
                "-o",
                out.toString(),
                "--steps",
                "" + STEPS,
                "--seed",
                "7",
                "--render-size",
                "" + SIZE);
        return ForkedCli.run(
                logs, Stream.concat(fixed.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    private ForkedCli.Result render(String ply, Path target, String... more) throws IOException, InterruptedException {
        List<String> fixed = List.of("render", ply, "-o", target.toString());
        return ForkedCli.run(
                logs, Stream.concat(fixed.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    private Path file(ResultFile file) {
        return out.resolve(file.fileName());
    }

    private static void assertIsH264(Path video) throws IOException {
        String bytes = Files.readString(video, StandardCharsets.ISO_8859_1);
        assertThat(bytes.substring(4, 8)).isEqualTo("ftyp");
        assertThat(bytes).contains("avc1", "moov");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
