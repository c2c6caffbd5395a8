package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets as users make them, in processes that are interrupted. */
class DatasetCliTest {
    private static final int MESHES = 40;
    /** Sixteen pictures and their cameras. */
    private static final int FILES = 17;

    @TempDir
    private Path folder;

    @Test
    void controlCLeavesWholeItemsAndTheRestIsRenderedLater() throws IOException, InterruptedException {
        Path out = folder.resolve("renders");
        List<String> arguments = new ArrayList<>(List.of("dataset", "render"));
        for (int i = 0; i < MESHES; i++) {
            Path mesh = folder.resolve("mesh" + i + ".obj");
            Files.writeString(mesh, "v -1 -1 0\nv 1 -1 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\nf 2 3 4\nf 3 1 4\n");
            arguments.add(mesh.toString());
        }
        arguments.addAll(List.of("-o", out.toString(), "--size", "128"));
        String[] command = arguments.toArray(String[]::new);
        ForkedCli doomed = ForkedCli.start(folder, command);
        while (!Files.isDirectory(out) || items(out).isEmpty()) {
            doomed.requireAlive();
            Thread.sleep(5);
        }
        doomed.pressControlC();
        ForkedCli.Result result = doomed.await();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(130);
        try (Stream<Path> all = Files.list(out)) {
            // Not even a hidden one of what was being written.
            assertThat(all.filter(path -> path.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
        List<Path> done = items(out);
        assertThat(done).hasSizeBetween(1, MESHES - 1);
        for (Path item : done) {
            try (Stream<Path> files = Files.list(item)) {
                assertThat(files.count()).as(item.toString()).isEqualTo(FILES);
            }
        }
        ForkedCli.Result again = ForkedCli.run(folder, command);
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(Files.readAllLines(out.resolve("ids.txt"))).hasSize(MESHES);
        assertThat(items(out)).hasSize(MESHES);
    }

    private static List<Path> items(Path out) throws IOException {
        try (Stream<Path> all = Files.list(out)) {
            return all.filter(Files::isDirectory)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
