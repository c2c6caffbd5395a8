package org.ouroboros3d.raster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.raster.NativeLibrary;

class RasterLoaderTest {
    @TempDir
    Path folder;

    @Test
    void theLibraryOfTheJarLoadsAndDescribesItself() {
        NativeLibrary library = NativeLibrary.load();
        assertThat(library.file()).isRegularFile();
        assertThat(library.buildInfo()).startsWith("libouroboros3d ");
        assertThat(NativeLibrary.load()).isEqualTo(library);
    }

    @Test
    void aDamagedExtractionIsReplacedAndNothingElseIsLeftBehind() throws IOException {
        byte[] library = {1, 2, 3};
        Path target = folder.resolve("hash");
        Path file = RasterLoader.extractTo(target, library);
        Files.write(file, new byte[] {9});
        assertThat(RasterLoader.extractTo(target, library)).isEqualTo(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(library);
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void withoutACacheTheLibraryGoesIntoATemporaryFolder() throws IOException {
        byte[] library = {1, 2, 3};
        // A file where a folder is needed cannot be written even by root.
        Path blocked = Files.createFile(folder.resolve("file")).resolve("cache");
        Path file = RasterLoader.extractTo(blocked, folder, library);
        assertThat(file).hasBinaryContent(library);
        assertThat(file.getParent().getParent()).isEqualTo(folder);
        assertThatThrownBy(() -> RasterLoader.extractTo(blocked, blocked, library))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("neither to " + blocked);
    }

    @Test
    void aNameWithoutALibraryIsRefused() {
        assertThatThrownBy(() -> RasterLoader.named(folder))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("OUROBOROS3D_NATIVE names no libouroboros3d.so");
    }
}
