package org.ouroboros3d.image;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import java.util.function.IntUnaryOperator;
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
        IntUnaryOperator stored = deep ? deepSamples(decoded) : samples(decoded);
        int pixels = decoded.cols() * decoded.rows();
        boolean alpha = channels == 4 || !transparent.isEmpty();
        int outChannels = alpha ? 4 : 3;
        byte[] out = new byte[Math.multiplyExact(pixels, outChannels)];
        for (int p = 0; p < pixels; p++) {
            int in = p * channels;
            // OpenCV stores blue first; gray has one sample for all three.
            int red = stored.applyAsInt(channels == 1 ? in : in + 2);
            int green = stored.applyAsInt(channels == 1 ? in : in + 1);
            int blue = stored.applyAsInt(in);
            int at = p * outChannels;
            out[at] = level(red, deep);
            out[at + 1] = level(green, deep);
            out[at + 2] = level(blue, deep);
            if (channels == 4) {
                out[at + 3] = level(stored.applyAsInt(in + 3), deep);
            } else if (alpha) {
                out[at + 3] = (byte) (matches(transparent, red, green, blue) ? 0 : 255);
            }
        }
        return new Image(decoded.cols(), decoded.rows(), outChannels, out);
    }

    private static IntUnaryOperator samples(Mat decoded) {
        ByteBuffer buffer =
                decoded.data().capacity(decoded.total() * decoded.channels()).asBuffer();
        return i -> buffer.get(i) & 0xff;
    }

    private static IntUnaryOperator deepSamples(Mat decoded) {
        ShortBuffer buffer = new ShortPointer(decoded.data())
                .capacity(decoded.total() * decoded.channels())
                .asBuffer();
        return i -> Short.toUnsignedInt(buffer.get(i));
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
