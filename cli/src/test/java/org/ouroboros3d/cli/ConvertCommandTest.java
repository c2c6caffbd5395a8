package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros3d.format.gaussian.GaussianReader;
import org.ouroboros3d.format.gaussian.ReadOptions;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

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
        assertThat(Files.readString(page)).contains("<title>model.ply</title>", "id=\"step0\"");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(page));
        assertThat(convert(model, page).exitCode()).as("an existing page").isEqualTo(ExitCode.INPUT);
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
                    model.ply a.obj                  | 3 | the ending of its name is unknown
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
