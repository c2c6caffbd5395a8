package org.ouroboros3d.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file so that it is either the old one or the whole new one, whatever interrupts the writing. */
public final class AtomicFile {
    private AtomicFile() {}

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to {@code out}, which the caller closes. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a file by its name, for libraries that want no stream. */
    @FunctionalInterface
    public interface Maker {
        /** Creates {@code file} and writes everything into it. */
        void make(Path file) throws IOException;
    }

    /**
     * Writes beside {@code file} and then moves the result over it.
     *
     * @param file in a folder that exists; replaced if it exists
     * @throws UncheckedIOException when the folder cannot be written; {@code file} is then as it was
     */
    public static void write(Path file, Content content) {
        make(file, partial -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16)) {
                content.writeTo(out);
            }
        });
    }

    /**
     * As {@link #write}, by name.
     *
     * @param maker is given another name in the same folder
     */
    public static void make(Path file, Maker maker) {
        try (PartialPath partial = PartialPath.beside(file)) {
            maker.make(partial.path());
            partial.moveIntoPlace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
