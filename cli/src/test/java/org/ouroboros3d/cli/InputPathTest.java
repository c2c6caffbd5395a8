package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageWriter;

class InputPathTest {
    private final InputStream terminal = System.in;

    @TempDir
    private Path folder;

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(terminal);
    }

    @ParameterizedTest
    @CsvSource({
        "generate URL -o OUT, https://example.org/cat.png",
        "generate URL -o OUT, s3://bucket/cat.png",
        "render URL -o OUT.png, http://example.org/model.ply",
        "convert URL OUT.glb, https://example.org/model.spz",
        "dataset render URL -o OUT, HTTPS://example.org/mesh.glb"
    })
    void urlsAreRefusedAsUrls(String command, String url) {
        String arguments =
                command.replace("URL", url).replace("OUT", folder.resolve("out").toString());
        CommandRun run = CommandRun.of(arguments.split(" ", -1));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        assertThat(run.err()).contains(url + ": this is a URL, not a file").contains("download it first");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDashReadsStandardInput() throws IOException {
        byte[] samples = new byte[20 * 10 * 4];
        for (int p = 0; p < 20 * 10; p++) {
            samples[4 * p] = (byte) 200;
            samples[4 * p + 3] = (byte) (p % 20 < 10 ? 255 : 0);
        }
        Path file = folder.resolve("picture.png");
        ImageWriter.writePng(Image.of(20, 10, 4, samples), file);
        System.setIn(new ByteArrayInputStream(Files.readAllBytes(file)));
        Image object = ForegroundReader.read(InputPath.STANDARD_INPUT, null);
        Image same = ForegroundReader.read(file, null);
        assertThat(object.toString()).isEqualTo(same.toString());
        int middle = object.width() / 2;
        assertThat(object.sample(middle, middle, 0)).isEqualTo(same.sample(middle, middle, 0));
        assertThat(object.sample(middle, middle, 3)).isEqualTo(255);
    }

    @Test
    void standardInputWithoutAPictureIsNamedSo() {
        System.setIn(InputStream.nullInputStream());
        assertThatThrownBy(() -> ForegroundReader.read(InputPath.STANDARD_INPUT, null))
                .hasMessage("-: standard input is empty; send a picture into it, or name a file")
                .hasCauseInstanceOf(InputException.class);
        System.setIn(new ByteArrayInputStream(new byte[] {1, 2, 3}));
        assertThatThrownBy(() -> ForegroundReader.read(InputPath.STANDARD_INPUT, null))
                .hasMessageStartingWith("-: ");
    }
}
