package org.ouroboros3d.format.gaussian;

import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.util.Arrays;
import org.ouroboros3d.error.InputException;

/** The compression of SPZ 4, by a library that an installation may leave out. */
final class Zstandard {
    private Zstandard() {}

    /**
     * {@return the block as one frame}
     *
     * @param file what is written, for the error if the library is not here
     */
    static byte[] compress(String file, byte[] block) {
        try {
            return Library.compress(block);
        } catch (NoClassDefFoundError e) {
            throw missing(file, "write SPZ of version 3", e);
        }
    }

    /**
     * Fills {@code result} from a frame.
     *
     * @param file what is read, for the error if the library is not here
     * @return how many bytes the frame holds
     * @throws IllegalArgumentException if the frame is damaged
     */
    static int decompress(String file, byte[] bytes, int from, int length, byte[] result) {
        try {
            return Library.decompress(bytes, from, length, result);
        } catch (NoClassDefFoundError e) {
            throw missing(file, "export it as SPZ of version 3", e);
        }
    }

    private static InputException missing(String file, String otherwise, NoClassDefFoundError cause) {
        return new InputException(
                file,
                "SPZ of version 4 needs Zstandard, which this installation leaves out",
                "add io.airlift:aircompressor-v3 to the class path (to the module path with"
                        + " --add-modules aircompressor.v3), or " + otherwise,
                cause);
    }

    /** What names the library's classes, so that the error arises here and not where this class is used. */
    private static final class Library {
        static byte[] compress(byte[] block) {
            ZstdJavaCompressor compressor = new ZstdJavaCompressor();
            byte[] frame = new byte[compressor.maxCompressedLength(block.length)];
            int length = compressor.compress(block, 0, block.length, frame, 0, frame.length);
            return Arrays.copyOf(frame, length);
        }

        static int decompress(byte[] bytes, int from, int length, byte[] result) {
            try {
                return new ZstdJavaDecompressor().decompress(bytes, from, length, result, 0, result.length);
            } catch (RuntimeException e) {
                // It finds damage by more exceptions than the one that it documents.
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }
}
