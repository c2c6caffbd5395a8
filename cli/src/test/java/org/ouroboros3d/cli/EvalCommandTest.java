package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

class EvalCommandTest {
    private static final int METHODS = 4;
    private static final int OBJECTS = 2;

    @TempDir
    private Path temp;

    @Test
    void everyMethodIsScoredOnEveryObject() throws IOException {
        Path out = temp.resolve("scores");
        CommandRun run = CommandRun.of(
                "eval",
                "-o",
                out.toString(),
                "--objects",
                Integer.toString(OBJECTS),
                "--steps",
                "1",
                "--max-guidance",
                "1",
                "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();

        JsonNode written =
                new ObjectMapper().readTree(out.resolve("scores.json").toFile());
        assertThat(written.path("methods").findValuesAsText("method"))
                .containsExactly("model", "model, no feedback", "input copied", "mean of 256 objects");
        assertThat(run.out()).contains("\"method\" : \"input copied\"");
        List<String> rows = Files.readAllLines(out.resolve("scores.csv"));
        assertThat(rows).hasSize(1 + METHODS * OBJECTS);
        assertThat(meanOfColumn(rows, "\"model\",", "psnr_renders"))
                .isCloseTo(written.at("/methods/0/renders/psnr").asDouble(), within(0.01));
        assertThat(Files.readString(out.resolve("table.md"))).contains("| model, no feedback | 2 |");
        Image sheet = ImageReader.read(out.resolve("sheet.png"));
        assertThat(sheet.width()).isEqualTo(8 * 64);
    }

    private static double meanOfColumn(List<String> rows, String method, String column) {
        List<String> header = List.of(rows.getFirst().split(",", -1));
        assertThat(header).contains(column);
        // From the end: names of methods may have commas.
        int fromEnd = header.size() - header.indexOf(column);
        return rows.stream()
                .skip(1)
                .filter(row -> row.startsWith(method))
                .map(row -> row.split(",", -1))
                .mapToDouble(cells -> Double.parseDouble(cells[cells.length - fromEnd]))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    eval                             | Missing required option: '--output=OUT'
                    eval -o out --objects 0          | --objects must be between 1 and 100000, not 0
                    eval -o out --steps 0            | steps must be between 1 and 1000, not 0
                    eval -o out --lpips vgg          | --lpips-backbone
                    eval -o out --lookup 0           | a look-up holds 1 to 100000 training objects, not 0
                    eval -o out --lookup 8,9         | the nearest 1 to 8 can be looked up, not 9
                    eval -o out --lookup many        | a look-up is N or N,K, such as 16000,4, not many
                    eval -o out --render-size 0      | --render-size must be between 1 and 4096, not 0
                    eval -o out --oracle --data d    | --oracle needs depths
                    """)
    void wrongOptionsAreRefusedBeforeAnyWork(String line, String message) {
        CommandRun run = CommandRun.of(line.split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(message);
        assertThat(Path.of("out")).doesNotExist();
    }

    @Test
    void aMissingDataSetIsAnInputErrorThatNamesIt() {
        Path data = temp.resolve("none");
        CommandRun run = CommandRun.of(
                "eval", "-o", temp.resolve("scores").toString(), "--data", data.toString(), "--no-baselines");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains(data.toString());
    }

    @Test
    void lookupOracleAndStepsAreScoredBesideTheModel() throws IOException {
        Path out = temp.resolve("scores");
        CommandRun run = CommandRun.of(
                "eval",
                "-o",
                out.toString(),
                "--objects",
                Integer.toString(OBJECTS),
                "--steps",
                "2",
                "--no-baselines",
                "--lookup",
                "24,3",
                "--oracle",
                "--per-step");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode written =
                new ObjectMapper().readTree(out.resolve("scores.json").toFile());
        assertThat(written.path("methods").findValuesAsText("method"))
                .containsExactly("model", "model, true feedback", "nearest 3 of 24");
        List<String> rows = Files.readAllLines(out.resolve("scores.csv"));
        double gain = meanOfColumn(rows, "\"model, true feedback\",", "psnr_renders")
                - meanOfColumn(rows, "\"model\",", "psnr_renders");
        JsonNode difference = written.at("/methods/1/differences/psnr_renders");
        assertThat(difference.path("mean").asDouble()).isCloseTo(gain, within(1e-9));
        assertThat(difference.path("standardError").asDouble()).isPositive();
        assertThat(written.at("/methods/0").has("differences")).isFalse();
        assertThat(written.at("/methods/0/views/edgeF1").asDouble()).isBetween(0.01, 1.0);

        // Nothing is fed back before the first step, so that the truth's maps change the second alone.
        JsonNode own = written.at("/methods/0/steps");
        JsonNode oracle = written.at("/methods/1/steps");
        assertThat(own).hasSize(2);
        assertThat(oracle.get(0)).isEqualTo(own.get(0));
        assertThat(oracle.get(1)).isNotEqualTo(own.get(1));
        assertThat(own.get(1).at("/renders/psnr")).isEqualTo(written.at("/methods/0/renders/psnr"));
        assertThat(written.at("/methods/2").has("steps")).isFalse();
        assertThat(Files.readAllLines(out.resolve("steps.csv"))).hasSize(1 + 2 * 2 * OBJECTS);
        assertThat(run.out()).contains("After each denoising step").contains("beside model");
        assertThat(Files.readString(out.resolve("table.md")))
                .contains("**Paired differences (standard error of the mean)**");
    }

    @Test
    void renderedMeshesAreEvaluatedLikeProceduralObjects() throws IOException {
        Path mesh = temp.resolve("tetra.obj");
        Files.writeString(mesh, """
                v 0 0 0
                v 1 0 0
                v 0 1 0
                v 0 0 1
                f 1 3 2
                f 1 2 4
                f 1 4 3
                f 2 3 4
                """);
        Path renders = temp.resolve("renders");
        CommandRun rendered =
                CommandRun.of("dataset", "render", mesh.toString(), "-o", renders.toString(), "--size", "64");
        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        Path out = temp.resolve("scores");
        CommandRun run = CommandRun.of(
                "eval", "-o", out.toString(), "--data", renders.toString(), "--steps", "1", "--lookup", "8");
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> rows = Files.readAllLines(out.resolve("scores.csv"));
        assertThat(rows).hasSize(1 + METHODS + 1).anyMatch(row -> row.startsWith("\"nearest 4 of 8\",\"tetra\","));
        assertThat(meanOfColumn(rows, "\"model\",", "psnr_renders")).isBetween(5.0, 40.0);
    }
}
