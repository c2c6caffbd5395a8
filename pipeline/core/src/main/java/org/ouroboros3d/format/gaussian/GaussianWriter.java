package org.ouroboros3d.format.gaussian;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.format.ply.CompressedPlyWriter;
import org.ouroboros3d.format.ply.PlyWriter;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;
import org.ouroboros3d.io.AtomicFile;

/**
 * Writes 3D Gaussians as files of every {@link GaussianFormat}. All Gaussians are written, faint ones too; what a format
 * cannot hold (values that are not finite, none at all, positions out of its range) is found before the first byte.
 */
public final class GaussianWriter {
    private static final String MEMORY = "the Gaussians";

    private GaussianWriter() {}

    /** As below, by the ending of the file's name. */
    public static void write(GaussianCloud cloud, Path file, WriteOptions options) {
        write(cloud, file, GaussianFormat.of(file), options);
    }

    /**
     * Writes a file, replacing it at once or not at all.
     *
     * @throws InputException if the format cannot hold these Gaussians; nothing is written then
     * @throws UncheckedIOException when the folder cannot be written
     */
    public static void write(GaussianCloud cloud, Path file, GaussianFormat format, WriteOptions options) {
        AtomicFile.write(file, out -> write(file.toString(), cloud, out, format, options));
    }

    /**
     * As above, to a stream, which is left open.
     *
     * @throws IOException when the stream fails
     */
    public static void write(GaussianCloud cloud, OutputStream out, GaussianFormat format, WriteOptions options)
            throws IOException {
        write(MEMORY, cloud, out, format, options);
    }

    /** As above, to a channel, which is left open. */
    public static void write(
            GaussianCloud cloud, WritableByteChannel channel, GaussianFormat format, WriteOptions options)
            throws IOException {
        write(MEMORY, cloud, Channels.newOutputStream(channel), format, options);
    }

    /** {@return what a file would hold} */
    public static byte[] toBytes(GaussianCloud cloud, GaussianFormat format, WriteOptions options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(MEMORY, cloud, out, format, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(
            String target, GaussianCloud cloud, OutputStream out, GaussianFormat format, WriteOptions options)
            throws IOException {
        CloudCheck.require(target, cloud);
        Axes axes = options.axes().orElse(format.axes());
        if (format == GaussianFormat.GLB && axes != format.axes()) {
            throw new InputException(target, "glTF has y up by its specification", "leave the axes as they are");
        }
        if (format == GaussianFormat.PLY) {
            PlyWriter.write(cloud, out, axes);
            return;
        }
        if (format == GaussianFormat.COMPRESSED_PLY) {
            CompressedPlyWriter.write(cloud, out, axes);
            return;
        }
        GaussianCloud unit = UnitRotations.of(axes.fromWorld(cloud));
        switch (format) {
            case SPLAT -> SplatWriter.write(target, unit, out);
            case SPZ -> new SpzWriter(target, unit, axes).write(out, options.spzVersion());
            default -> GlbWriter.write(target, unit, out);
        }
    }
}
