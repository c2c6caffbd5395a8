package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An immutable 8-bit picture in sRGB, rows from top to bottom, samples interleaved: RGB, or RGBA with straight (not
 * premultiplied) alpha. Lives on the Java heap and needs no native library.
 */
public final class Image {
    private static final int RGB = 3;
    private static final int RGBA = 4;
    private static final int WHITE = 255;

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] samples;

    /** Takes ownership of {@code samples}: nobody else may keep the array. */
    Image(int width, int height, int channels, byte[] samples) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image needs at least one pixel, got " + width + "x" + height);
        }
        if (channels != RGB && channels != RGBA) {
            throw new IllegalArgumentException("an image has 3 or 4 channels, got " + channels);
        }
        if (samples.length != count(width, height, channels)) {
            throw new IllegalArgumentException(
                    width + "x" + height + "x" + channels + " image given " + samples.length + " samples");
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = samples;
    }

    /** Samples of an image, which are in one Java array. */
    private static int count(int width, int height, int channels) {
        // 2^31 squared does not exceed a long.
        long pixels = (long) width * height;
        if (pixels > Integer.MAX_VALUE / channels) {
            throw new IllegalArgumentException("an image of " + width + "x" + height + " pixels is too large: its "
                    + channels + " channels exceed the 2^31 - 1 samples of a Java array");
        }
        return (int) pixels * channels;
    }

    /**
     * {@return an image over a copy of interleaved samples}
     *
     * @param channels 3 for RGB, 4 for RGBA
     * @param samples [height, width, channels], each byte read as 0..255
     */
    public static Image of(int width, int height, int channels, byte[] samples) {
        return new Image(width, height, channels, samples.clone());
    }

    /**
     * {@return an image from planar floats, clamped to [0, 1] and rounded to the nearest of 256 levels; NaN becomes 0}
     *
     * @param channels 3 for RGB, 4 for RGBA
     * @param planes [channels, height, width] in [0, 1]
     */
    public static Image ofPlanar(int width, int height, int channels, float[] planes) {
        int plane = count(width, height, 1);
        if (planes.length != count(width, height, channels)) {
            throw new IllegalArgumentException("[" + channels + ", " + height + ", " + width + "] needs "
                    + (long) plane * channels + " values, got " + planes.length);
        }
        byte[] samples = new byte[planes.length];
        for (int p = 0, out = 0; p < plane; p++) {
            for (int c = 0; c < channels; c++) {
                samples[out++] = level(planes[c * plane + p]);
            }
        }
        return new Image(width, height, channels, samples);
    }

    /** The nearest level: by comparisons, which are fast before the loop is optimized too. NaN fails each of them. */
    private static byte level(float value) {
        float scaled = value * WHITE;
        // The sum is a double, in which it is exact.
        return (byte) (scaled >= WHITE ? WHITE : scaled > 0 ? (int) (scaled + 0.5) : 0);
    }

    /** {@return pixels in a row} */
    public int width() {
        return width;
    }

    /** {@return rows} */
    public int height() {
        return height;
    }

    /** {@return 3 for RGB, 4 for RGBA} */
    public int channels() {
        return channels;
    }

    /** {@return whether the fourth channel exists} */
    public boolean hasAlpha() {
        return channels == RGBA;
    }

    /** {@return whether some pixel is not fully opaque, which makes the alpha channel usable as a mask} */
    public boolean isTranslucent() {
        if (!hasAlpha()) {
            return false;
        }
        for (int i = 3; i < samples.length; i += RGBA) {
            if (samples[i] != (byte) 255) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether every pixel is fully transparent} */
    public boolean isTransparent() {
        if (!hasAlpha()) {
            return false;
        }
        for (int i = 3; i < samples.length; i += RGBA) {
            if (samples[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return one sample, 0..255} */
    public int sample(int x, int y, int channel) {
        if (x < 0 || x >= width || y < 0 || y >= height || channel < 0 || channel >= channels) {
            throw new IndexOutOfBoundsException("(" + x + ", " + y + ", " + channel + ") in " + this);
        }
        return samples[(y * width + x) * channels + channel] & 0xff;
    }

    /** {@return a read-only view of the interleaved samples [height, width, channels], without a copy} */
    public ByteBuffer samples() {
        return ByteBuffer.wrap(samples).asReadOnlyBuffer();
    }

    /** {@return the samples as planes [channels, height, width], each in [0, 1]} */
    public float[] toPlanar() {
        int plane = width * height;
        float[] planes = new float[samples.length];
        for (int p = 0, in = 0; p < plane; p++) {
            for (int c = 0; c < channels; c++) {
                planes[c * plane + p] = (samples[in++] & 0xff) / 255f;
            }
        }
        return planes;
    }

    /**
     * {@return this image with the given alpha channel, replacing the one it has}
     *
     * @param alpha [height, width], 0 transparent, 255 opaque
     */
    public Image withAlpha(byte[] alpha) {
        if (alpha.length != width * height) {
            throw new IllegalArgumentException("alpha of " + alpha.length + " samples for " + this);
        }
        byte[] rgba = new byte[alpha.length * RGBA];
        for (int p = 0; p < alpha.length; p++) {
            System.arraycopy(samples, p * channels, rgba, p * RGBA, RGB);
            rgba[p * RGBA + 3] = alpha[p];
        }
        return new Image(width, height, RGBA, rgba);
    }

    /** The samples themselves, for this package's own loops; never to be written or handed on. */
    public byte[] array() {
        return samples;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image that
                && width == that.width
                && height == that.height
                && channels == that.channels
                && Arrays.equals(samples, that.samples);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return width + "x" + height + (hasAlpha() ? " RGBA" : " RGB");
    }
}
