package org.ouroboros3d.format;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A reader of files that must take damaged ones well.
 *
 * @param name of the format
 * @param sound files that the reader takes
 * @param words of the format
 * @param repair puts checksums right again, without which damage would not get far
 * @param reader of the format
 */
public record FuzzTarget(
        String name, List<byte[]> sound, List<String> words, UnaryOperator<byte[]> repair, Reader reader) {

    /** Target whose files need no repair. */
    public FuzzTarget(String name, List<byte[]> sound, List<String> words, Reader reader) {
        this(name, sound, words, UnaryOperator.identity(), reader);
    }

    /** Reads a file's bytes, whatever they are. */
    @FunctionalInterface
    public interface Reader {
        /** Reads. */
        void read(byte[] bytes) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }
}
