package org.ouroboros3d.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void aLinkStaysAndWhatItLeadsToIsWritten() throws IOException {
        Path target = Files.createDirectory(folder.resolve("elsewhere")).resolve("file");
        Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("elsewhere/file"));
        Path first = Files.createSymbolicLink(folder.resolve("first"), second);
        for (byte content = 1; content < 3; content++) {
            byte[] bytes = {content};
            AtomicFile.write(first, out -> out.write(bytes));
            assertThat(target).hasBinaryContent(bytes);
            assertThat(first).isSymbolicLink();
            assertThat(second).isSymbolicLink();
        }
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
    }

    @Test
    void aFailureNamesTheFileAndLeavesTheOldOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + file + ": No space left on device");
        assertThat(file).hasContent("old");
    }
}
