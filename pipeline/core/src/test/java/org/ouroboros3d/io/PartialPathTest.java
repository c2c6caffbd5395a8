package org.ouroboros3d.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialPathTest {
    @TempDir
    Path parent;

    private static PartialPath made(Path target, String content) throws IOException {
        PartialPath partial = PartialPath.beside(target);
        Files.createDirectory(partial.path());
        Files.writeString(partial.path().resolve("model.ply"), content);
        return partial;
    }

    @Test
    void theSecondOfTwoThatMakeTheSameFolderLeavesTheFirst() throws IOException {
        Path target = parent.resolve("cat");
        try (PartialPath first = made(target, "first");
                PartialPath second = made(target, "second")) {
            first.moveWhereNothingIs();
            assertThatThrownBy(second::moveWhereNothingIs).isInstanceOf(IOException.class);
        }
        assertThat(target.resolve("model.ply")).hasContent("first");
        assertThat(parent).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void leftOversAreDeletedByTheNamesOfWhatTheyWereToBecome() throws IOException {
        PartialPath killed = made(parent.resolve("cat"), "lost");
        PartialPath another = made(parent.resolve("dog"), "still being made");
        Path own = Files.createDirectory(parent.resolve(".cat.notes.partial"));
        PartialPath.discardLeftOvers(parent, Set.of("cat"));
        assertThat(killed.path()).doesNotExist();
        assertThat(another.path()).exists();
        assertThat(own).exists();
        another.close();
    }
}
