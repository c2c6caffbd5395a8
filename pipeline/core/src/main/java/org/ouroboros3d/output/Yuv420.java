package org.ouroboros3d.output;

import org.ouroboros3d.image.Image;

/**
 * RGB to the planes that video players expect: 8-bit YCbCr of BT.709 in studio range, each 2x2 pixels sharing the mean of
 * their chroma. Sizes are rounded up to even ones by repeating the last row and column. Written out here, since the
 * library's converter gives other bytes on other processors.
 */
final class Yuv420 {
    private static final double RED = 0.2126;
    private static final double BLUE = 0.0722;

    private final int width;
    private final int height;
    private final byte[] luma;
    private final byte[] blue;
    private final byte[] red;

    Yuv420(int width, int height) {
        this.width = even(width);
        this.height = even(height);
        this.luma = new byte[this.width * this.height];
        this.blue = new byte[luma.length / 4];
        this.red = new byte[luma.length / 4];
    }

    static int even(int size) {
        return size + (size & 1);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Converts a picture into the planes, replacing what they held. */
    void put(Image image) {
        for (int y = 0; y < height; y += 2) {
            for (int x = 0; x < width; x += 2) {
                block(image, x, y);
            }
        }
    }

    private void block(Image image, int left, int top) {
        double chromaBlue = 0;
        double chromaRed = 0;
        for (int i = 0; i < 4; i++) {
            int x = left + (i & 1);
            int y = top + (i >> 1);
            int column = Math.min(x, image.width() - 1);
            int row = Math.min(y, image.height() - 1);
            double r = image.sample(column, row, 0) / 255.0;
            double g = image.sample(column, row, 1) / 255.0;
            double b = image.sample(column, row, 2) / 255.0;
            double level = RED * r + (1 - RED - BLUE) * g + BLUE * b;
            luma[y * width + x] = (byte) Math.round(16 + 219 * level);
            chromaBlue += (b - level) / (2 * (1 - BLUE));
            chromaRed += (r - level) / (2 * (1 - RED));
        }
        int at = top / 2 * (width / 2) + left / 2;
        blue[at] = (byte) Math.round(128 + 224 * chromaBlue / 4);
        red[at] = (byte) Math.round(128 + 224 * chromaRed / 4);
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
