package org.ouroboros3d.image;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.ouroboros3d.error.InputException;

/**
 * Puts a cut-out object into the middle of a square, as the reference's preprocessing does (kiuikit 07e4283,
 * {@code kiui/op.py}, {@code recenter}), whose habits the checkpoints were trained with: the box around alpha &gt; 0
 * leaves out its last row and column, sizes are truncated, colours are resized without premultiplying.
 */
public final class Recenter {
    /** The part of the square that stays empty in the reference. */
    public static final double BORDER_RATIO = 0.2;

    private static final System.Logger LOG = System.getLogger(Recenter.class.getName());
    private static final int CHANNELS = 4;
    /** Levels of 255 that are black to the eye. */
    private static final int BLACK = 3;
    /** Levels as parts of one: a photograph has millions of them to divide. */
    private static final float[] LEVELS = new float[256];

    static {
        for (int level = 0; level < LEVELS.length; level++) {
            LEVELS[level] = level / 255f;
        }
    }

    private Recenter() {}

    /**
     * {@return an RGBA square, as wide as the longer side of {@code cutOut}, that the object fills but for the border}
     *
     * @param cutOut an RGBA picture, alpha 0 outside the object
     * @param borderRatio part of the square to leave empty, 0 to under 1
     * @throws InputException when the mask is empty or so thin that no pixel of it would remain
     */
    public static Image apply(Image cutOut, double borderRatio) {
        if (!cutOut.hasAlpha()) {
            throw new IllegalArgumentException("recentring needs an alpha channel, got " + cutOut);
        }
        if (!(borderRatio >= 0 && borderRatio < 1)) {
            throw new IllegalArgumentException("the border ratio is at least 0 and under 1, got " + borderRatio);
        }
        OpenCv.load();
        Box box = Box.around(cutOut);
        int size = Math.max(cutOut.width(), cutOut.height());
        PixelLimit.require(cutOut + " on a square", size, size);
        double scale = (double) (int) (size * (1 - borderRatio)) / Math.max(box.width, box.height);
        int width = (int) (box.width * scale);
        int height = (int) (box.height * scale);
        if (width < 1 || height < 1) {
            throw new InputException(
                    cutOut.toString(),
                    "its object is only " + (box.width + 1) + "x" + (box.height + 1) + " pixels",
                    "use a picture that shows an object, not a dot or a line");
        }
        byte[] square = new byte[Math.multiplyExact(Math.multiplyExact(size, size), CHANNELS)];
        try (Mat object = resized(cutOut, box, width, height)) {
            paste(object, square, size);
        }
        return new Image(size, size, CHANNELS, square);
    }

    private static Mat resized(Image image, Box box, int width, int height) {
        byte[] samples = image.array();
        float[] row = new float[box.width * CHANNELS];
        Mat output = new Mat();
        try (Mat crop = new Mat(box.height, box.width, opencv_core.CV_32FC4);
                FloatPointer values = new FloatPointer(crop.data());
                Size size = new Size(width, height)) {
            for (int y = 0; y < box.height; y++) {
                int from = ((box.top + y) * image.width() + box.left) * CHANNELS;
                for (int i = 0; i < row.length; i++) {
                    row[i] = LEVELS[samples[from + i] & 0xff];
                }
                values.position((long) y * row.length).put(row);
            }
            opencv_imgproc.resize(crop, output, size, 0, 0, opencv_imgproc.INTER_AREA);
        }
        return output;
    }

    private static void paste(Mat object, byte[] square, int size) {
        float[] row = new float[object.cols() * CHANNELS];
        int left = (size - object.cols()) / 2;
        int top = (size - object.rows()) / 2;
        try (FloatPointer values = new FloatPointer(object.data())) {
            for (int y = 0; y < object.rows(); y++) {
                values.position((long) y * row.length).get(row);
                int at = ((top + y) * size + left) * CHANNELS;
                for (int i = 0; i < row.length; i++) {
                    // Truncated, not rounded.
                    square[at + i] = (byte) (int) (row[i] * 255f);
                }
            }
        }
    }

    /** The rows and columns that hold alpha above 0, without the last of each. */
    private record Box(int left, int top, int width, int height) {
        static Box around(Image image) {
            int left = image.width();
            int right = -1;
            int top = image.height();
            int bottom = -1;
            byte[] samples = image.array();
            int brightest = 0;
            for (int y = 0, at = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++, at += CHANNELS) {
                    if (samples[at + 3] == 0) {
                        continue;
                    }
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = y;
                    for (int c = 0; c < 3; c++) {
                        brightest = Math.max(brightest, samples[at + c] & 0xff);
                    }
                }
            }
            if (right < 0) {
                throw new InputException(
                        image.toString(),
                        "its alpha channel is empty: no foreground was found",
                        "give a picture that is not transparent everywhere");
            }
            if (brightest <= BLACK) {
                LOG.log(System.Logger.Level.WARNING, "{0}: what its mask keeps is all black", image);
            }
            return new Box(left, top, right - left, bottom - top);
        }
    }
}
