package org.ouroboros3d.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.error.ShapeException;
import org.ouroboros3d.tensor.Tensor;

/** Pictures to tensors and back. */
public final class ImageTensors {
    private static final int WHITE = 255;
    /** Compression leaves backgrounds a little darker than white. */
    private static final int ALMOST_WHITE = 250;

    private ImageTensors() {}

    /** {@return the samples as a host tensor [1, C, H, W] in [0, 1], C being 3 or 4} */
    public static Tensor toTensor(Image image) {
        return Tensor.of(image.toPlanar(), 1, image.channels(), image.height(), image.width());
    }

    /**
     * {@return what the models see of a recentred picture: on white, [1, 3, size, size] in [-1, 1], on the host}
     *
     * <p>Bilinear without antialiasing, as the reference does (Ouroboros3D 8e64942, {@code inference.py}). Only the samples that
     * the result is made of are composited, so that the size of the image costs nothing.
     *
     * @param image RGBA, or RGB that is on white already
     */
    public static Tensor condition(Image image, long size) {
        int side = Math.toIntExact(size);
        float[] planes = new float[Math.multiplyExact(3, side * side)];
        byte[] samples = image.array();
        float stepX = (float) image.width() / side;
        float stepY = (float) image.height() / side;
        for (int y = 0, out = 0; y < side; y++) {
            float fromY = Math.max(0, stepY * (y + 0.5f) - 0.5f);
            int top = Math.min((int) fromY, image.height() - 1);
            int bottom = Math.min(top + 1, image.height() - 1);
            float down = fromY - top;
            for (int x = 0; x < side; x++, out++) {
                float fromX = Math.max(0, stepX * (x + 0.5f) - 0.5f);
                int left = Math.min((int) fromX, image.width() - 1);
                int right = Math.min(left + 1, image.width() - 1);
                float along = fromX - left;
                for (int c = 0; c < 3; c++) {
                    float upper =
                            mix(signed(image, samples, left, top, c), signed(image, samples, right, top, c), along);
                    float lower = mix(
                            signed(image, samples, left, bottom, c), signed(image, samples, right, bottom, c), along);
                    planes[c * side * side + out] = mix(upper, lower, down);
                }
            }
        }
        return Tensor.of(planes, 1, 3, side, side);
    }

    /**
     * {@return a square picture on white and what it was put there by, [1, 4, size, size] in [0, 1], on the host: colors,
     * then alpha}
     *
     * <p>Each pixel is the mean of what it covers, or interpolated where the picture is smaller, see {@link Scaling}.
     *
     * @param image RGBA, or RGB that is on white already: then every pixel that is not white shows the object
     */
    public static Tensor onWhiteWithAlpha(Image image, int size) {
        int pixels = image.width() * image.height();
        byte[] samples = image.array();
        byte[] composited = new byte[Math.multiplyExact(pixels, 4)];
        for (int p = 0; p < pixels; p++) {
            int from = p * image.channels();
            int darkest = WHITE;
            for (int c = 0; c < 3; c++) {
                darkest = Math.min(darkest, samples[from + c] & WHITE);
            }
            int alpha = image.hasAlpha() ? samples[from + 3] & WHITE : darkest < ALMOST_WHITE ? WHITE : 0;
            for (int c = 0; c < 3; c++) {
                composited[4 * p + c] = image.hasAlpha() ? onWhite(samples[from + c], alpha) : samples[from + c];
            }
            composited[4 * p + 3] = (byte) alpha;
        }
        return toTensor(Scaling.square(new Image(image.width(), image.height(), 4, composited), size));
    }

    /** A color over white. Nearly every pixel is opaque or transparent, and needs no division. */
    private static byte onWhite(byte color, int alpha) {
        return switch (alpha) {
            case 0 -> (byte) WHITE;
            case WHITE -> color;
            default -> (byte) (((color & WHITE) * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
        };
    }

    private static float mix(float a, float b, float weight) {
        return a * (1 - weight) + b * weight;
    }

    /** A sample on white, in [-1, 1]. */
    private static float signed(Image image, byte[] samples, int x, int y, int channel) {
        int pixel = (y * image.width() + x) * image.channels();
        float alpha = image.hasAlpha() ? (samples[pixel + 3] & 0xff) / 255f : 1f;
        return 2f * ((samples[pixel + channel] & 0xff) / 255f * alpha + (1f - alpha)) - 1f;
    }

    /**
     * {@return one picture for each of a batch, clamped to [0, 1] and rounded to 8 bits}
     *
     * @param batch [B, 3, H, W] or [B, 4, H, W] in [0, 1], of any floating-point type, on any device
     */
    public static List<Image> toImages(Tensor batch) {
        long[] shape = batch.shape();
        if (shape.length != 4 || (shape[1] != 3 && shape[1] != 4)) {
            throw new ShapeException("toImages", "batch", "[B, 3 or 4, H, W]", shape);
        }
        float[] values = batch.toFloatArray();
        int channels = (int) shape[1];
        int each = Math.toIntExact(shape[1] * shape[2] * shape[3]);
        List<Image> images = new ArrayList<>();
        for (int b = 0; b < shape[0]; b++) {
            float[] planes = Arrays.copyOfRange(values, b * each, (b + 1) * each);
            images.add(Image.ofPlanar((int) shape[3], (int) shape[2], channels, planes));
        }
        return List.copyOf(images);
    }
}
