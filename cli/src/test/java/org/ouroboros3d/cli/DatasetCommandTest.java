package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.data.FolderSettings;
import org.ouroboros3d.data.FolderStream;

class DatasetCommandTest {
    @TempDir
    private Path temp;

    private CommandRun shapes(String... more) {
        String[] arguments = new String[8 + more.length];
        String[] fixed = {"dataset", "shapes", temp.resolve("out").toString(), "--count", "2", "--size", "16", "--json"
        };
        System.arraycopy(fixed, 0, arguments, 0, fixed.length);
        System.arraycopy(more, 0, arguments, fixed.length, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    void shapesMakeADatasetThatReadsBackAndGrows() throws IOException {
        CommandRun run = shapes("--seed", "9", "--first", "3");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"rendered\" : 2");
        assertThat(shapes("--seed", "9", "--first", "3").out()).contains("\"rendered\" : 0");
        assertThat(Files.readAllLines(temp.resolve("out/ids.txt"))).containsExactly("shape_9_3", "shape_9_4");
        assertThat(temp.resolve("out/shape_9_3/render_0015.webp")).exists();
        try (FolderStream stream =
                FolderStream.open(FolderSettings.of(temp.resolve("out"), 0, 16), 0, 1, 1, skipped -> {
                    throw skipped;
                })) {
            assertThat(stream.next().frames()).isEqualTo(8);
        }
    }

    @Test
    void otherSettingsAreNotMixedIntoAFolder() {
        assertThat(shapes().exitCode()).isZero();
        CommandRun run = shapes("--held-out");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("begun with other settings").contains("name another folder");
    }

    @Test
    void wrongValuesAreUsageErrors() {
        for (String[] wrong : new String[][] {
            {"--min-elevation", "40"}, {"--first", "-1"}, {"--supersampling", "0"}, {"--threads", "0"}
        }) {
            CommandRun run = shapes(wrong);
            assertThat(run.exitCode()).as(wrong[0]).isEqualTo(ExitCode.USAGE);
        }
        assertThat(CommandRun.of("dataset").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void helpShowsExamples() {
        CommandRun run = CommandRun.of("dataset", "shapes", "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--held-out").contains("Examples:").contains("ids.txt");
    }

    @Test
    void meshesAreRenderedUnderTheirNames() throws IOException {
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
        Path out = temp.resolve("renders");
        CommandRun run = CommandRun.of("dataset", "render", mesh.toString(), "-o", out.toString(), "--size", "16");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 objects of 16 pictures of 16x16 pixels; 1 rendered now");
        assertThat(out.resolve("tetra/render_0000.webp")).exists();
        assertThat(Files.readAllLines(out.resolve("ids.txt"))).containsExactly("tetra");
    }

    @Test
    void badMeshIsNamedAndTheOthersAreRendered() throws IOException {
        Path mesh = temp.resolve("bad.ply");
        Files.writeString(mesh, "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nend_header\n1 2");
        Path good = temp.resolve("good.obj");
        Files.writeString(good, "v 0 0 0\nv 1 0 0\nv 0 1 1\nf 1 2 3\n");
        Path out = temp.resolve("o");
        CommandRun run = CommandRun.of(
                "dataset", "render", mesh.toString(), good.toString(), "-o", out.toString(), "--size", "16", "--depth");
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.out()).contains("1 objects of 16 pictures").contains("1 left out");
        assertThat(Files.readAllLines(out.resolve("ids.txt"))).containsExactly("good");
        assertThat(out.resolve("good/depth_0015.png")).exists();
        assertThat(run.err()).contains("bad.ply: its vertices have no x, y, z; export the mesh again");
    }

    @Test
    void meshesOfOneNameAreRefused() {
        CommandRun run = CommandRun.of(
                "dataset",
                "render",
                "a/cup.obj",
                "b/cup.ply",
                "-o",
                temp.resolve("o").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("two meshes are called cup");
    }
}
