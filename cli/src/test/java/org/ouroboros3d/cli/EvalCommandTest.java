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
        int index = List.of(rows.getFirst().split(",", -1)).indexOf(column);
        assertThat(index).as(rows.getFirst()).isNotNegative();
        return rows.stream()
                .skip(1)
                .filter(row -> row.startsWith(method))
                .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[index]))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    eval                             | Missing required option: '--output=OUT'
                    eval -o out --objects 0          | --objects must be between 1 and 100000, not 0
                    eval -o out --steps 0            | steps must be between 1 and 1000, not 0
                    eval -o out --lpips vgg          | --lpips-backbone
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
}
