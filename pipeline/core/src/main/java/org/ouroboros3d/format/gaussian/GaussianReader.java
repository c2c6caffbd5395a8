package org.ouroboros3d.format.gaussian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.ply.PlyReader;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Reads 3D Gaussians from files of every {@link GaussianFormat}, in the library's axes. A file
 * that is damaged, empty or says something impossible ends in an exception, before memory is taken for it.
 */
public final class GaussianReader {
    /** Arrays hold no more. */
    private static final long LARGEST = Integer.MAX_VALUE - 8;

    private GaussianReader() {}

    /** As below, by the ending of the file's name. */
    public static GaussianCloud read(Path file, ReadOptions options) {
        return read(file, GaussianFormat.of(file), options);
    }

    /**
     * {@return the Gaussians of a file}
     *
     * @throws InputException if there is no such file, or it is damaged or holds something else
     * @throws org.ouroboros3d.error.InputException likewise, of a PLY file
     */
    public static GaussianCloud read(Path file, GaussianFormat format, ReadOptions options) {
        String source = file.toString();
        if (format == GaussianFormat.PLY || format == GaussianFormat.COMPRESSED_PLY) {
            return CloudCheck.require(source, PlyReader.read(file, options.rotations(), options.axes()));
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new InputException(source, "it is larger than 2 GiB", "export fewer Gaussians");
            }
            return read(source, Files.readAllBytes(file), format, options);
        } catch (NoSuchFileException e) {
            throw new InputException(source, "there is no such file", "check the path", e);
        } catch (IOException e) {
            throw new InputException(source, "it cannot be read (" + e.getMessage() + ")", "check its permissions", e);
        }
    }

    /**
     * As above, from a stream, which is read to its end and left open.
     *
     * @param source what errors call it
     * @throws IOException when the stream fails
     */
    public static GaussianCloud read(String source, InputStream in, GaussianFormat format, ReadOptions options)
            throws IOException {
        return read(source, in.readAllBytes(), format, options);
    }

    /**
     * As above, from memory.
     *
     * @param source what errors call it
     */
    public static GaussianCloud read(String source, byte[] bytes, GaussianFormat format, ReadOptions options) {
        GaussianCloud cloud = switch (format) {
            case PLY, COMPRESSED_PLY -> ply(source, bytes, options);
            case SPLAT -> SplatReader.read(source, bytes, options.axes().orElse(format.axes()));
            case SPZ -> SpzReader.read(source, bytes, options.axes());
            case GLB -> GlbReader.read(source, bytes, options.axes().orElse(format.axes()));
        };
        return CloudCheck.require(source, cloud);
    }

    private static GaussianCloud ply(String source, byte[] bytes, ReadOptions options) {
        try {
            return PlyReader.read(
                    source, new ByteArrayInputStream(bytes), bytes.length, options.rotations(), options.axes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
