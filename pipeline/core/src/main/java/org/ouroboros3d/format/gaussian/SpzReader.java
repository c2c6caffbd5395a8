package org.ouroboros3d.format.gaussian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.Axes;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * Reads SPZ files of versions 1 to 4; see {@link SpzLayout}. Axes are {@link Axes#RUB} by the specification, unless the
 * caller or an extension of version 4 says otherwise.
 */
final class SpzReader {
    private static final System.Logger LOG = System.getLogger(SpzReader.class.getName());
    private static final String REMEDY = "export or download it again";
    private static final int GZIP_MAGIC = 0x8b1f;

    private final String source;
    private final byte[] bytes;
    private Header header;
    private Optional<Axes> storedAxes = Optional.empty();

    private SpzReader(String source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    /** What both headers have in common. */
    private record Header(int version, int count, int shDegree, int fractionalBits, int flags) {
        boolean hasExtensions() {
            return (flags & SpzLayout.EXTENSIONS_FLAG) != 0;
        }
    }

    static GaussianCloud read(String source, byte[] bytes, Optional<Axes> axes) {
        SpzReader reader = new SpzReader(source, bytes);
        byte[][] blocks = reader.blocks(axes.isEmpty());
        GaussianCloud cloud = new SpzDecoder(
                        reader.header.version(),
                        reader.header.count(),
                        reader.header.shDegree(),
                        reader.header.fractionalBits())
                .decode(blocks);
        if (reader.header.shDegree() > GaussianCloud.MAX_SH_DEGREE) {
            LOG.log(System.Logger.Level.WARNING, "{0}: left out its spherical harmonics of degree 4", source);
        }
        return axes.or(() -> reader.storedAxes).orElse(Axes.RUB).toWorld(cloud);
    }

    private byte[][] blocks(boolean axesWanted) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length >= SpzLayout.ZSTD_HEADER && in.getInt(0) == SpzLayout.MAGIC) {
            return zstdBlocks(in, axesWanted);
        }
        if (bytes.length >= 2 && (in.getShort(0) & 0xffff) == GZIP_MAGIC) {
            try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)) {
                return gzipBlocks(stream);
            } catch (IOException e) {
                throw broken("its gzip stream is damaged or cut off (" + e.getMessage() + ")", e);
            }
        }
        throw broken("it begins neither as a gzip stream nor as SPZ of version 4");
    }

    private byte[][] gzipBlocks(InputStream in) throws IOException {
        byte[] start = in.readNBytes(SpzLayout.GZIP_HEADER);
        if (start.length < SpzLayout.GZIP_HEADER) {
            throw broken("it ends within its header");
        }
        ByteBuffer values = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        if (values.getInt() != SpzLayout.MAGIC) {
            throw broken("it is a gzip stream of something else");
        }
        header = header(values, SpzLayout.OLDEST, SpzLayout.ZSTD - 1, "1 to 3 are known inside of a gzip stream");
        int[] sizes = SpzLayout.blockBytes(header.version(), header.shDegree());
        byte[][] blocks = new byte[sizes.length][];
        for (int b = 0; b < sizes.length; b++) {
            int size = blockSize(sizes[b]);
            // Memory is taken as the stream delivers, whatever the header announces.
            blocks[b] = in.readNBytes(size);
            if (blocks[b].length < size) {
                throw broken("it ends behind " + blocks[b].length / sizes[b] + " of " + header.count()
                        + " Gaussians in its block " + b);
            }
        }
        if (!header.hasExtensions() && in.read() >= 0) {
            throw broken("it holds more than its header announces");
        }
        return blocks;
    }

    private Header header(ByteBuffer in, int oldest, int newest, String known) {
        int version = in.getInt();
        if (version < oldest || version > newest) {
            throw broken("its version is " + Integer.toUnsignedString(version) + ", and only " + known);
        }
        long count = Integer.toUnsignedLong(in.getInt());
        if (count == 0) {
            throw broken("it holds no Gaussians");
        }
        if (count > bytes.length * SpzLayout.MAX_COMPRESSION / SpzLayout.POSITION_BYTES) {
            throw broken(
                    "its header announces " + count + " Gaussians, which its " + bytes.length + " bytes cannot hold");
        }
        int shDegree = in.get() & 0xff;
        if (shDegree > SpzLayout.MAX_SH_DEGREE) {
            throw broken("it has spherical harmonics of degree " + shDegree);
        }
        int fractionalBits = in.get() & 0xff;
        if (fractionalBits > 30) {
            throw broken("its positions have " + fractionalBits + " fractional bits");
        }
        int flags = in.get() & 0xff;
        return new Header(version, Math.toIntExact(count), shDegree, fractionalBits, flags);
    }

    private int blockSize(int bytesPerGaussian) {
        long size = (long) header.count() * bytesPerGaussian;
        if (size > Integer.MAX_VALUE - 8) {
            throw broken("it holds " + header.count() + " Gaussians, too many for this library");
        }
        return (int) size;
    }

    private byte[][] zstdBlocks(ByteBuffer in, boolean axesWanted) {
        in.getInt();
        header = header(in, SpzLayout.ZSTD, SpzLayout.ZSTD, "4 is known outside of a gzip stream");
        int streams = in.get() & 0xff;
        long toc = Integer.toUnsignedLong(in.getInt());
        long first = toc + (long) streams * SpzLayout.TOC_ENTRY;
        if (toc < SpzLayout.ZSTD_HEADER || first > bytes.length) {
            throw broken("its table of contents at byte " + toc + " is not inside of it");
        }
        if (header.hasExtensions() && axesWanted) {
            storedAxes = axes(in, (int) toc);
        }
        int[] sizes = SpzLayout.blockBytes(header.version(), header.shDegree());
        int filled = header.shDegree() == 0 ? sizes.length - 1 : sizes.length;
        if (streams != filled) {
            throw broken("it has " + streams + " streams instead of " + filled);
        }
        byte[][] blocks = new byte[sizes.length][0];
        long from = first;
        for (int b = 0; b < filled; b++) {
            long compressed = in.getLong((int) toc + b * SpzLayout.TOC_ENTRY);
            long size = in.getLong((int) toc + b * SpzLayout.TOC_ENTRY + Long.BYTES);
            if (compressed < 0 || compressed > bytes.length - from) {
                throw broken("its stream " + b + " reaches beyond its end");
            }
            if (size != blockSize(sizes[b])) {
                throw broken("its stream " + b + " has " + Long.toUnsignedString(size) + " bytes instead of "
                        + blockSize(sizes[b]));
            }
            blocks[b] = decompressed(b, (int) from, (int) compressed, (int) size);
            from += compressed;
        }
        if (from != bytes.length) {
            throw broken("it holds more than its table of contents announces");
        }
        return blocks;
    }

    private byte[] decompressed(int block, int from, int compressed, int size) {
        byte[] result = new byte[size];
        int length;
        try {
            length = Zstandard.decompress(source, bytes, from, compressed, result);
        } catch (IllegalArgumentException e) {
            throw broken("its stream " + block + " is damaged (" + e.getMessage() + ")", e);
        }
        if (length != size) {
            throw broken("its stream " + block + " ends after " + length + " of " + size + " bytes");
        }
        return result;
    }

    /** The axes that an extension says, if one does. */
    private Optional<Axes> axes(ByteBuffer in, int end) {
        int at = SpzLayout.ZSTD_HEADER;
        while (at < end) {
            long length = end - at < 2 * Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(in.getInt(at + 4));
            if (length > end - at - 2 * Integer.BYTES) {
                throw broken("its extension at byte " + at + " reaches into its table of contents");
            }
            if (in.getInt(at) == SpzLayout.AXES_EXTENSION && length == Integer.BYTES) {
                int code = in.getInt(at + 2 * Integer.BYTES);
                return Optional.of(
                        switch (code) {
                            case SpzLayout.RUB -> Axes.RUB;
                            case SpzLayout.RDF -> Axes.RDF;
                            default ->
                                throw new InputException(
                                        source,
                                        "it says that its axes are those of number " + code,
                                        "export it as RUB or RDF, or name its axes");
                        });
            }
            at += 2 * Integer.BYTES + (int) length;
        }
        return Optional.empty();
    }

    private InputException broken(String fault) {
        return broken(fault, null);
    }

    private InputException broken(String fault, Exception cause) {
        return new InputException(source, fault, REMEDY, cause);
    }
}
