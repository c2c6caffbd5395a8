package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.format.ply.PlyLayout;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.ImageReader;

class RenderCommandTest {
    private static final int SIZE = 32;

    @TempDir
    private Path folder;

    /** Two balls a unit apart, in the middle of a scene that is {@code scale} times as large and moved by {@code x}. */
    private Path scene(float x, float scale, float opacity) {
        Path file = folder.resolve("scene.ply");
        float[] scales = new float[6];
        Arrays.fill(scales, 0.1f * scale);
        GaussianCloud cloud = new GaussianCloud(
                new float[] {x - 0.5f * scale, 0, 0, x + 0.5f * scale, 0, 0},
                new float[] {opacity, opacity},
                scales,
                new float[] {1, 0, 0, 0, 1, 0, 0, 0},
                new float[] {1, 0, 0, 1, 0, 0});
        PlyWriter.write(cloud, file, PlyLayout.VIEWER);
        return file;
    }

    private CommandRun render(Path file, String... more) {
        String[] line = {
            "render", file.toString(), "-o", folder.resolve("out.png").toString(), "--force", "--views", "1"
        };
        String[] all = Arrays.copyOf(line, line.length + 2 + more.length);
        all[line.length] = "--size";
        all[line.length + 1] = String.valueOf(SIZE);
        System.arraycopy(more, 0, all, line.length + 2, more.length);
        return CommandRun.of(all);
    }

    @Test
    void whatCannotBeReadIsToldEveryEndingThatCan() throws IOException {
        Path file = folder.resolve("x.stl");
        Files.writeString(file, "solid x\nendsolid x\n");
        CommandRun run = render(file);
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("x.stl: the ending of its name is unknown");
        String remedy = run.err().substring(run.err().indexOf("name a file"));
        for (String ending : List.of(".ply", ".compressed.ply", ".splat", ".spz", ".glb", ".obj", ".gltf")) {
            assertThat(remedy).contains(ending);
            // Each is read: it is refused for what it holds, not for its name.
            Path empty = folder.resolve("empty" + ending);
            Files.write(empty, new byte[] {1, 2, 3});
            assertThat(render(empty).err()).contains("empty" + ending).doesNotContain("the ending of its name");
        }
        assertThat(remedy).doesNotContain(".stl");
    }

    /** {@return how many columns of the middle row are red} */
    private int red() {
        Image picture = ImageReader.read(folder.resolve("out.png"));
        int count = 0;
        for (int x = 0; x < SIZE; x++) {
            count += picture.sample(x, SIZE / 2, 0) > picture.sample(x, SIZE / 2, 1) + 50 ? 1 : 0;
        }
        return count;
    }

    @Test
    void scenesAwayFromTheOriginAndLargeOnesAreFramed() throws IOException {
        assertThat(render(scene(0, 1, 0.9f), "--fit").exitCode()).isZero();
        int fitted = red();
        assertThat(fitted).isBetween(6, 20);
        for (float[] place : new float[][] {{30, 1}, {0, 40}, {-4e6f, 100}, {0, 0.01f}}) {
            CommandRun run = render(scene(place[0], place[1], 0.9f));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("framed with --center");
            assertThat(red()).isCloseTo(fitted, within(1));
        }
        assertThat(render(scene(30, 1, 0.9f), "--center", "30,0,0", "--radius", "1.5")
                        .out())
                .doesNotContain("framed");
        int known = red();
        assertThat(render(scene(0, 1, 0.9f)).out()).doesNotContain("framed");
        assertThat(red()).isEqualTo(known);
    }

    @Test
    void whatIsNotVisibleIsSaid() throws IOException {
        CommandRun run = render(scene(0, 1, 0.9f), "--center", "0,500,0", "--radius", "2");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("nothing of its Gaussians is visible");
        assertThat(render(scene(0, 1, 0.9f), "--center", "1,2").exitCode()).isEqualTo(ExitCode.USAGE);
        Path empty = folder.resolve("empty.ply");
        Files.writeString(empty, Files.readString(scene(0, 1, 0.001f)));
        CommandRun none = render(empty);
        assertThat(none.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(none.err()).contains("no Gaussians");
    }

    @Test
    void oddVideoSaysWhatWasWritten() throws IOException {
        CommandRun run = CommandRun.of(
                "render",
                scene(0, 1, 0.9f).toString(),
                "-o",
                folder.resolve("out.mp4").toString(),
                "--views",
                "2",
                "--size",
                "31",
                "--json");
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("size").asInt()).isEqualTo(32);
        assertThat(json.path("visible").asBoolean()).isTrue();
    }
}
