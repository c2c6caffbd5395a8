package org.ouroboros3d.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.ouroboros3d.error.InputException;

/**
 * Checks a JPEG file (ITU-T T.81, annex B) before a native decoder sees it: walks all segments and scans, and makes sure
 * that nothing of the picture is missing, since decoders fill the missing part with gray and carry on. What costs no pixel
 * is passed over with a warning, as viewers do: an end marker that is missing, and stray bytes before a marker.
 */
final class JpegContainer {
    private static final System.Logger LOG = System.getLogger(JpegContainer.class.getName());
    private static final int PROGRESSIVE = 0xc2;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    /** Adobe's segment decides between YCCK and CMYK, and between YCbCr and RGB. */
    private static final int APP14 = 0xee;

    private static final int APP15 = 0xef;
    private static final int COM = 0xfe;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    /** Each scan of a progressive picture costs a pass over all its pixels. */
    private static final int MAX_SCANS = 200;

    private final String source;
    private final ByteBuffer file;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int width;
    private int height;
    private int orientation = 1;
    private int scans;
    private boolean stray;
    private final JpegCompleteness completeness = new JpegCompleteness();

    private JpegContainer(String source, byte[] bytes) {
        this.source = source;
        this.file = ByteBuffer.wrap(bytes);
    }

    static boolean matches(byte[] bytes) {
        return bytes.length >= 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == SOI;
    }

    static EncodedImage check(String source, byte[] bytes) {
        return new JpegContainer(source, bytes).check();
    }

    private EncodedImage check() {
        writeMarker(SOI);
        file.position(2);
        boolean endless = false;
        try {
            for (int marker = nextMarker(); marker != EOI; marker = nextMarker()) {
                segment(marker);
            }
        } catch (InputException e) {
            // Behind a whole picture nothing matters any more.
            if (!completeness.isComplete()) {
                throw e;
            }
            endless = true;
        }
        if (scans == 0) {
            throw damaged("it holds no picture");
        }
        writeMarker(EOI);
        try {
            stray |= JpegScans.requireSound(source, kept.toByteArray());
        } catch (InputException e) {
            throw endless ? truncated() : e;
        }
        if (stray) {
            LOG.log(System.Logger.Level.WARNING, "{0}: this JPEG has stray bytes before a marker", source);
        }
        if (endless) {
            LOG.log(System.Logger.Level.WARNING, "{0}: this JPEG has no end marker", source);
        }
        return new EncodedImage(width, height, orientation, List.of(), ByteBuffer.wrap(kept.toByteArray()));
    }

    private int nextMarker() {
        while (file.hasRemaining()) {
            if ((file.get() & 0xff) != 0xff) {
                stray = true;
                continue;
            }
            int marker = 0xff;
            while (marker == 0xff && file.hasRemaining()) {
                marker = file.get() & 0xff;
            }
            // Neither a stuffed byte nor a restart, which belong to a scan that is over.
            if (marker != 0 && marker != 0xff && !isRestart(marker)) {
                return marker;
            }
            stray = true;
        }
        throw truncated();
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    private void segment(int marker) {
        if (file.remaining() < 2) {
            throw truncated();
        }
        int start = file.position();
        int length = Short.toUnsignedInt(file.getShort());
        if (length < 2) {
            throw damaged("a segment has no length");
        }
        if (length - 2 > file.remaining()) {
            throw truncated();
        }
        ByteBuffer data = file.slice(start + 2, length - 2);
        file.position(start + length);
        if (isFrame(marker)) {
            frame(marker, data);
        } else if (marker == APP1) {
            exif(data);
        }
        boolean metadata = (marker >= APP0 && marker <= APP15) || marker == COM;
        if (!metadata || marker == APP0 || marker == APP14) {
            writeMarker(marker);
            kept.write(file.array(), start, length);
        }
        if (marker == SOS) {
            completeness.scan(data.duplicate().rewind());
            scan();
        }
    }

    /** SOF0..SOF15 without DHT, JPG and DAC, which lie between them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int marker, ByteBuffer data) {
        // Baseline, extended and progressive Huffman coding are what every decoder has.
        if (marker > 0xc2 || data.remaining() < 6 || data.get() != 8) {
            throw new InputException(
                    source,
                    "this kind of JPEG (lossless, arithmetic or not 8 bit) is not supported",
                    "save it as a common JPEG or as PNG");
        }
        if (width != 0) {
            throw damaged("it has two frame headers");
        }
        completeness.frame(marker == PROGRESSIVE, data.duplicate().rewind());
        height = Short.toUnsignedInt(data.getShort());
        width = Short.toUnsignedInt(data.getShort());
        PixelLimit.require(source, width, height);
    }

    private void exif(ByteBuffer data) {
        if (data.remaining() > EXIF.length && data.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF))) {
            orientation = ExifOrientation.read(data.slice(EXIF.length, data.remaining() - EXIF.length));
        }
    }

    /** Copies entropy-coded data up to the next marker that is neither a stuffed byte nor a restart. */
    private void scan() {
        if (width == 0) {
            throw damaged("its picture comes before its header");
        }
        if (++scans > MAX_SCANS) {
            throw damaged("it has more scans than any encoder writes");
        }
        int start = file.position();
        byte[] bytes = file.array();
        int at = start;
        while (at + 1 < bytes.length) {
            int next = bytes[at + 1] & 0xff;
            if ((bytes[at] & 0xff) == 0xff && next != 0 && next != 0xff && !isRestart(next)) {
                kept.write(bytes, start, at - start);
                file.position(at);
                return;
            }
            at++;
        }
        // Whether the scan itself is whole is what its decoding shows.
        kept.write(bytes, start, bytes.length - start);
        file.position(bytes.length);
    }

    private void writeMarker(int marker) {
        kept.write(0xff);
        kept.write(marker);
    }

    private InputException truncated() {
        return damaged("it ends early");
    }

    private InputException damaged(String how) {
        return new InputException(source, "this JPEG is damaged: " + how, "export or download it again");
    }
}
