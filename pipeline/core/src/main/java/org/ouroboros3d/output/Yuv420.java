package org.ouroboros3d.output;

import java.nio.ByteBuffer;
import org.ouroboros3d.image.Image;

/**
 * RGB to the planes that video players expect: 8-bit YCbCr of BT.709 in studio range, each 2x2 pixels sharing the mean of
 * their chroma. Sizes are rounded up to even ones by repeating the last row and column. Written out here, since the
 * library's converter gives other bytes on other processors.
 */
final class Yuv420 {
    // BT.709 in steps of 2^-16: integers, so that a frame takes a millisecond and the same everywhere.
    private static final int ONE = 1 << 16;
    private static final double RED = 0.2126;
    private static final double BLUE = 0.0722;
    private static final double GREEN = 1 - RED - BLUE;
    private static final double LUMA = 219.0 / 255;
    private static final double CHROMA_BLUE = 224.0 / 255 / (2 * (1 - BLUE));
    private static final double CHROMA_RED = 224.0 / 255 / (2 * (1 - RED));

    private static final int[] Y = {fixed(LUMA * RED), fixed(LUMA * GREEN), fixed(LUMA * BLUE)};
    private static final int[] CB = {
        fixed(-CHROMA_BLUE * RED), fixed(-CHROMA_BLUE * GREEN), fixed(CHROMA_BLUE * (1 - BLUE))
    };
    private static final int[] CR = {
        fixed(CHROMA_RED * (1 - RED)), fixed(-CHROMA_RED * GREEN), fixed(-CHROMA_RED * BLUE)
    };

    private final int width;
    private final int height;
    private final byte[] luma;
    private final byte[] blue;
    private final byte[] red;

    /** Converts a picture; alpha is ignored. */
    Yuv420(Image image) {
        this.width = even(image.width());
        this.height = even(image.height());
        this.luma = new byte[width * height];
        this.blue = new byte[luma.length / 4];
        this.red = new byte[luma.length / 4];
        ByteBuffer samples = image.samples();
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                block(image, samples, x, y);
            }
        }
    }

    static int even(int size) {
        return size + (size & 1);
    }

    private static int fixed(double value) {
        return (int) Math.round(value * ONE);
    }

    private void block(Image image, ByteBuffer samples, int left, int top) {
        int r = 0;
        int g = 0;
        int b = 0;
        for (int i = 0; i < 4; i++) {
            int x = left + (i & 1);
            int y = top + (i >> 1);
            int column = Math.min(x, image.width() - 1);
            int row = Math.min(y, image.height() - 1);
            int at = (row * image.width() + column) * image.channels();
            int pixelRed = samples.get(at) & 0xff;
            int pixelGreen = samples.get(at + 1) & 0xff;
            int pixelBlue = samples.get(at + 2) & 0xff;
            luma[y * width + x] =
                    (byte) (16 + ((Y[0] * pixelRed + Y[1] * pixelGreen + Y[2] * pixelBlue + ONE / 2) >> 16));
            r += pixelRed;
            g += pixelGreen;
            b += pixelBlue;
        }
        int at = top / 2 * (width / 2) + left / 2;
        blue[at] = (byte) (128 + ((CB[0] * r + CB[1] * g + CB[2] * b + 2 * ONE) >> 18));
        red[at] = (byte) (128 + ((CR[0] * r + CR[1] * g + CR[2] * b + 2 * ONE) >> 18));
    }

    /** {@return plane 0 (luma, full size), 1 or 2 (blue and red chroma, half the width and height)} */
    byte[] plane(int index) {
        return switch (index) {
            case 0 -> luma;
            case 1 -> blue;
            case 2 -> red;
            default -> throw new IllegalArgumentException("there are three planes, not " + (index + 1));
        };
    }
}
