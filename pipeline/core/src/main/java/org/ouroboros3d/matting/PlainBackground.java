package org.ouroboros3d.matting;

import java.util.Arrays;
import java.util.Optional;
import org.ouroboros3d.image.Image;

/** Recognises a background of one colour and fills it from the frame inwards. */
final class PlainBackground {
    /** Levels of 255 that a sample may differ from the background's: JPEG noise, soft vignettes. */
    private static final int TOLERANCE = 12;
    /** Part of the frame that has to show the background; the object may touch the rest. */
    private static final double FRAME_SHARE = 0.8;

    /** The same, where the rest is in one piece and holds one corner at most, as of an object that is cut off. */
    private static final double CUT_FRAME_SHARE = 0.55;
    /** Pieces of the frame shorter than this part of it are noise. */
    private static final double SHORT = 0.01;

    private final Image image;
    private final int width;
    private final int height;
    private final int[] colour;

    private PlainBackground(Image image) {
        this.image = image;
        this.width = image.width();
        this.height = image.height();
        this.colour = frameColour();
    }

    /** {@return the object's mask [height, width], 255 inside; empty when the frame is not of one colour} */
    static Optional<byte[]> mask(Image image) {
        PlainBackground background = new PlainBackground(image);
        int[] frame = frame(image.width(), image.height());
        long matching = Arrays.stream(frame).filter(background::matches).count();
        boolean plain = matching >= FRAME_SHARE * frame.length
                || (matching >= CUT_FRAME_SHARE * frame.length && background.isCutOnce());
        return plain ? Optional.of(background.fill(frame)) : Optional.empty();
    }

    /** Whether what the frame shows besides the background is in one piece with one corner at most. */
    private boolean isCutOnce() {
        int[] ring = ring();
        int shortest = (int) Math.ceil(SHORT * ring.length);
        int start = 0;
        while (start < ring.length && !matches(ring[start])) {
            start++;
        }
        int pieces = 0;
        int length = 0;
        int corners = 0;
        for (int i = 1; i <= ring.length; i++) {
            int pixel = ring[(start + i) % ring.length];
            if (!matches(pixel)) {
                length++;
                corners += isCorner(pixel) ? 1 : 0;
            } else {
                pieces += length > shortest ? 1 : 0;
                length = 0;
            }
        }
        return pieces == 1 && corners <= 1;
    }

    private boolean isCorner(int pixel) {
        int x = pixel % width;
        int y = pixel / width;
        return (x == 0 || x == width - 1) && (y == 0 || y == height - 1);
    }

    /** The outermost pixels in order around the picture, each once in pictures of some size. */
    private int[] ring() {
        int[] ring = new int[2 * (width + height)];
        int count = 0;
        for (int x = 0; x < width - 1; x++) {
            ring[count++] = x;
        }
        for (int y = 0; y < height - 1; y++) {
            ring[count++] = y * width + width - 1;
        }
        for (int x = width - 1; x > 0; x--) {
            ring[count++] = (height - 1) * width + x;
        }
        for (int y = height - 1; y > 0; y--) {
            ring[count++] = y * width;
        }
        return Arrays.copyOf(ring, Math.max(1, count));
    }

    /** Indices of the outermost pixels, some of the corners twice. */
    private static int[] frame(int width, int height) {
        int[] frame = new int[2 * (width + height)];
        int count = 0;
        for (int x = 0; x < width; x++) {
            frame[count++] = x;
            frame[count++] = (height - 1) * width + x;
        }
        for (int y = 0; y < height; y++) {
            frame[count++] = y * width;
            frame[count++] = y * width + width - 1;
        }
        return frame;
    }

    /** The median of each channel along the frame. */
    private int[] frameColour() {
        int[] frame = frame(width, height);
        int[] medians = new int[3];
        for (int c = 0; c < medians.length; c++) {
            int channel = c;
            int[] sorted =
                    Arrays.stream(frame).map(p -> sample(p, channel)).sorted().toArray();
            medians[c] = sorted[sorted.length / 2];
        }
        return medians;
    }

    private int sample(int pixel, int channel) {
        return image.array()[pixel * image.channels() + channel] & 0xff;
    }

    private boolean matches(int pixel) {
        for (int c = 0; c < colour.length; c++) {
            if (Math.abs(sample(pixel, c) - colour[c]) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private byte[] fill(int[] frame) {
        byte[] mask = new byte[width * height];
        Arrays.fill(mask, (byte) 255);
        int[] stack = new int[width * height];
        int depth = 0;
        for (int pixel : frame) {
            if (mask[pixel] != 0 && matches(pixel)) {
                mask[pixel] = 0;
                stack[depth++] = pixel;
            }
        }
        while (depth > 0) {
            int pixel = stack[--depth];
            int x = pixel % width;
            int[] neighbours = {
                x > 0 ? pixel - 1 : pixel, x < width - 1 ? pixel + 1 : pixel, pixel - width, pixel + width
            };
            for (int next : neighbours) {
                if (next >= 0 && next < mask.length && mask[next] != 0 && matches(next)) {
                    mask[next] = 0;
                    stack[depth++] = next;
                }
            }
        }
        return mask;
    }
}
