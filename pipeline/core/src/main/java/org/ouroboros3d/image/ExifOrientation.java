package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held: the EXIF orientation tag (EXIF 2.32, tag 0x0112), read and undone. */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int UPRIGHT = 1;

    private ExifOrientation() {}

    /**
     * {@return the orientation 1..8; 1 when the block states none or is unreadable, as viewers treat it}
     *
     * @param block a TIFF block, with or without the "Exif" prefix that some WebP writers keep
     */
    static int read(ByteBuffer block) {
        int prefix = block.remaining() > 6 && block.get(0) == 'E' ? 6 : 0;
        ByteBuffer tiff = block.slice(prefix, block.remaining() - prefix);
        if (tiff.remaining() < 8) {
            return UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (directory > tiff.capacity() - 2) {
            return UPRIGHT;
        }
        int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
        for (long at = directory + 2; entries > 0 && at + 12 <= tiff.capacity(); entries--, at += 12) {
            if (Short.toUnsignedInt(tiff.getShort((int) at)) == TAG) {
                int value = Short.toUnsignedInt(tiff.getShort((int) at + 8));
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** {@return the image as it should be seen, given the orientation that it was stored with} */
    static Image upright(Image stored, int orientation) {
        if (orientation == UPRIGHT) {
            return stored;
        }
        boolean transposed = orientation >= 5;
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        int channels = stored.channels();
        byte[] in = stored.array();
        byte[] out = new byte[in.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = switch (orientation) {
                    case 2, 3 -> width - 1 - x;
                    case 5, 6 -> y;
                    case 7, 8 -> height - 1 - y;
                    default -> x;
                };
                int row = switch (orientation) {
                    case 3, 4 -> height - 1 - y;
                    case 5, 8 -> x;
                    case 6, 7 -> width - 1 - x;
                    default -> y;
                };
                int from = (row * stored.width() + column) * channels;
                System.arraycopy(in, from, out, (y * width + x) * channels, channels);
            }
        }
        return new Image(width, height, channels, out);
    }
}
