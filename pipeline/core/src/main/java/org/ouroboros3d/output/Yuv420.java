package org.ouroboros3d.output;

import java.util.Arrays;
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
        int[] reds = new int[width / 2];
        int[] greens = new int[width / 2];
        int[] blues = new int[width / 2];
        // An array of its own: buffers check each access, which a new process feels.
        byte[] samples = new byte[image.samples().remaining()];
        image.samples().get(samples);
        for (int y = 0; y < height; y++) {
            row(image, samples, y, reds, greens, blues);
            if ((y & 1) == 1) {
                chroma(y / 2, reds, greens, blues);
            }
        }
    }

    /** Luma of a row, and its colors added to the sums of each two columns. */
    private void row(Image image, byte[] samples, int y, int[] reds, int[] greens, int[] blues) {
        int last = image.width() - 1;
        int at = Math.min(y, image.height() - 1) * image.width() * image.channels();
        for (int x = 0; x < width; x++) {
            int r = samples[at] & 0xff;
            int g = samples[at + 1] & 0xff;
            int b = samples[at + 2] & 0xff;
            luma[y * width + x] = (byte) (16 + ((Y[0] * r + Y[1] * g + Y[2] * b + ONE / 2) >> 16));
            reds[x >> 1] += r;
            greens[x >> 1] += g;
            blues[x >> 1] += b;
            if (x < last) {
                at += image.channels();
            }
        }
    }

    /** A row of chroma, from the sums of two rows, which begin anew. */
    private void chroma(int row, int[] reds, int[] greens, int[] blues) {
        for (int x = 0; x < reds.length; x++) {
            int r = reds[x];
            int g = greens[x];
            int b = blues[x];
            int at = row * reds.length + x;
            blue[at] = (byte) (128 + ((CB[0] * r + CB[1] * g + CB[2] * b + 2 * ONE) >> 18));
            red[at] = (byte) (128 + ((CR[0] * r + CR[1] * g + CR[2] * b + 2 * ONE) >> 18));
        }
        Arrays.fill(reds, 0);
        Arrays.fill(greens, 0);
        Arrays.fill(blues, 0);
    }

    static int even(int size) {
        return size + (size & 1);
    }

    private static int fixed(double value) {
        return (int) Math.round(value * ONE);
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
