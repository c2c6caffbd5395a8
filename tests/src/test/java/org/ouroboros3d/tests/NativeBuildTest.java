package org.ouroboros3d.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the native build, on a library of one function. */
class NativeBuildTest {
    @TempDir
    private Path folder;

    private static Path script() {
        // Maven runs tests in the module's folder, an IDE perhaps in the repository's.
        return Stream.of("../native/build.sh", "native/build.sh")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private static void build(Path project) throws IOException, InterruptedException {
        Path log = project.resolve("log");
        int exit = new ProcessBuilder(
                        "bash",
                        project.resolve("build.sh").toString(),
                        "build",
                        project.resolve("out").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(log)).isZero();
        assertThat(project.resolve("out/libouroboros3d.so")).exists();
    }

    @Test
    void aMovedOrCopiedFolderBuilds() throws IOException, InterruptedException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Files.copy(script(), first.resolve("build.sh"));
        Files.writeString(first.resolve("a.cpp"), "extern \"C\" int o3d_test() { return 1; }\n");
        Files.writeString(
                first.resolve("CMakeLists.txt"),
                "cmake_minimum_required(VERSION 3.22)\nproject(moved CXX)\nadd_library(ouroboros3d SHARED a.cpp)\n");
        build(first);
        Path moved = Files.move(first, folder.resolve("second place"));
        Files.writeString(moved.resolve("a.cpp"), "extern \"C\" int o3d_test() { return 2; }\n");
        byte[] before = Files.readAllBytes(moved.resolve("out/libouroboros3d.so"));
        build(moved);
        // Of the moved sources, not what was there.
        assertThat(Files.readAllBytes(moved.resolve("out/libouroboros3d.so"))).isNotEqualTo(before);
        assertThat(first).doesNotExist();
    }
}
