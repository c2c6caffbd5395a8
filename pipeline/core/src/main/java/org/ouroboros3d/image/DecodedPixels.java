package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.error.InputException;

/** Turns what OpenCV decoded (gray, BGR or BGRA, 8 or 16 bit) into 8-bit RGB or RGBA. */
final class DecodedPixels {
    private DecodedPixels() {}

    /**
     * {@return the image}
     *
     * @param transparent the gray or RGB samples, at the decoded depth, that stand for a transparent pixel; or empty
     */
    static Image toImage(String source, Mat decoded, List<Integer> transparent) {
        int channels = decoded.channels();
        boolean deep = decoded.depth() == opencv_core.CV_16U;
        if ((!deep && decoded.depth() != opencv_core.CV_8U) || channels == 2) {
            throw new InputException(source, "its samples are neither 8 nor 16 bit", "convert it to an 8-bit PNG");
        }
        Consumer<int[]> rows = deep ? deepRows(decoded) : rows(decoded);
        int[] row = new int[decoded.cols() * channels];
        boolean alpha = channels == 4 || !transparent.isEmpty();
        int outChannels = alpha ? 4 : 3;
        byte[] out = new byte[Math.multiplyExact(decoded.cols() * decoded.rows(), outChannels)];
        // OpenCV stores blue first; gray has one sample for all three.
        int greenAt = channels == 1 ? 0 : 1;
        int redAt = channels == 1 ? 0 : 2;
        for (int y = 0, at = 0; y < decoded.rows(); y++) {
            rows.accept(row);
            for (int in = 0; in < row.length; in += channels, at += outChannels) {
                int red = row[in + redAt];
                int green = row[in + greenAt];
                int blue = row[in];
                out[at] = level(red, deep);
                out[at + 1] = level(green, deep);
                out[at + 2] = level(blue, deep);
                if (channels == 4) {
                    out[at + 3] = level(row[in + 3], deep);
                } else if (alpha) {
                    out[at + 3] = (byte) (matches(transparent, red, green, blue) ? 0 : 255);
                }
            }
        }
        return new Image(decoded.cols(), decoded.rows(), outChannels, out);
    }

    /** What fills an array with the next row's samples. Whole rows at a time, since buffers check each access. */
    private static Consumer<int[]> rows(Mat decoded) {
        ByteBuffer buffer =
                decoded.data().capacity(decoded.total() * decoded.channels()).asBuffer();
        byte[] bytes = new byte[decoded.cols() * decoded.channels()];
        return row -> {
            buffer.get(bytes);
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes[i] & 0xff;
            }
        };
    }

    private static Consumer<int[]> deepRows(Mat decoded) {
        ShortBuffer buffer = new ShortPointer(decoded.data())
                .capacity(decoded.total() * decoded.channels())
                .asBuffer();
        short[] words = new short[decoded.cols() * decoded.channels()];
        return row -> {
            buffer.get(words);
            for (int i = 0; i < row.length; i++) {
                row[i] = Short.toUnsignedInt(words[i]);
            }
        };
    }

    /** 16 bits to the nearest of 8: 65535 is 255 * 257. */
    private static byte level(int sample, boolean deep) {
        return (byte) (deep ? (sample + 128) / 257 : sample);
    }

    private static boolean matches(List<Integer> transparent, int red, int green, int blue) {
        return transparent.size() == 1
                ? transparent.get(0) == red
                : transparent.get(0) == red && transparent.get(1) == green && transparent.get(2) == blue;
    }
}
