package org.ouroboros3d.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureListTest {
    @TempDir
    Path folder;

    @Test
    void foldersAndPatternsAreLookedUp() throws IOException {
        for (String name : List.of("b.png", "a.jpg", "a.png", "notes.txt", "c[1].webp")) {
            Files.createFile(folder.resolve(name));
        }
        PictureList all = new PictureList(List.of(folder.toString()));
        assertThat(all.several()).isTrue();
        assertThat(all.byName().keySet()).containsExactly("a.jpg", "a.png", "b", "c[1]");
        assertThat(new PictureList(List.of(folder + "/*.png")).files())
                .containsExactly(folder.resolve("a.png"), folder.resolve("b.png"));
        // A file that exists is no pattern.
        PictureList one = new PictureList(List.of(folder + "/c[1].webp"));
        assertThat(one.several()).isFalse();
        assertThat(one.files()).containsExactly(folder.resolve("c[1].webp"));
    }

    @Test
    void oneNamedFileStaysOneWhateverIsThere() {
        assertThat(new PictureList(List.of("absent.png")).several()).isFalse();
        assertThat(new PictureList(List.of("x.tar.png", "y")).byName().keySet()).containsExactly("x.tar", "y");
    }

    @Test
    void nothingFoundIsSaid() {
        assertThatThrownBy(() -> new PictureList(List.of(folder.toString())))
                .isInstanceOf(CliException.class)
                .hasMessageContaining(folder + ": there are no pictures");
        assertThatThrownBy(() -> new PictureList(List.of(folder + "/[.png")))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("it cannot be listed");
    }
}
