package org.ouroboros3d.matting;

import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.OpenCv;

/**
 * Cuts out an object without a network. A plain background (one colour along the frame, as in product shots and
 * renderings) is filled from the frame inwards. Any other background goes to OpenCV's GrabCut (Rother et al. 2004),
 * which takes the frame for background, but for where an edge cuts the object, and learns two colour mixtures. Pieces much smaller than the largest are
 * dropped. The same picture always gives the same mask.
 */
public final class GrabCutMatting implements Matting {
    /** GrabCut's cost grows faster than the pixels; edges beyond this size are interpolated. */
    private static final int WORKING_SIDE = 256;

    private static final int ITERATIONS = 5;
    /** Part of the width and height, on each side, that is taken for background. */
    private static final double FRAME = 0.03;

    private static final int SEED = 1;
    private static final double SMALLEST_OBJECT = 0.001;
    private static final double LARGEST_OBJECT = 0.98;

    /** Creates a matting that holds nothing and may be shared by threads. */
    public GrabCutMatting() {}

    @Override
    public Image cutOut(Image image) {
        Optional<byte[]> plain = PlainBackground.mask(image);
        byte[] mask = plain.isPresent() ? plain.get() : grabCut(image);
        int pieces = ConnectedComponents.keepLargest(mask, image.width(), image.height());
        double covered = coverage(mask);
        if (covered < SMALLEST_OBJECT || covered > LARGEST_OBJECT) {
            throw new InputException(
                    image.toString(),
                    "no object can be told from its background",
                    "give a PNG whose alpha channel masks the object, or a matting network");
        }
        DoubtfulMask.warn(image.toString(), covered, pieces);
        return image.withAlpha(mask);
    }

    private static double coverage(byte[] mask) {
        int count = 0;
        for (byte alpha : mask) {
            count += alpha != 0 ? 1 : 0;
        }
        return (double) count / mask.length;
    }

    private static byte[] grabCut(Image image) {
        double scale = Math.min(1, (double) WORKING_SIDE / Math.max(image.width(), image.height()));
        int width = Math.max(1, (int) Math.round(image.width() * scale));
        int height = Math.max(1, (int) Math.round(image.height() * scale));
        int left = Math.max(1, (int) (width * FRAME));
        int top = Math.max(1, (int) (height * FRAME));
        if (width - 2 * left < 1 || height - 2 * top < 1) {
            throw new InputException(
                    image.toString(), "it is too small to hold an object and a background", "use a larger picture");
        }
        try (Mat full = OpenCv.bgr(image);
                Mat small = new Mat();
                Mat mask = new Mat();
                Mat background = new Mat();
                Mat foreground = new Mat();
                Rect inside = new Rect(left, top, width - 2 * left, height - 2 * top);
                Size size = new Size(width, height)) {
            opencv_imgproc.resize(full, small, size, 0, 0, opencv_imgproc.INTER_AREA);
            // Both colour mixtures start from k-means, which draws from this thread's generator.
            opencv_core.setRNGSeed(SEED);
            byte[] start = CutFrame.labels(OpenCv.bytes(small), width, height, left, top);
            try (Mat known = OpenCv.mat(width, height, opencv_core.CV_8UC1, start)) {
                known.copyTo(mask);
            }
            opencv_imgproc.grabCut(
                    small, mask, inside, background, foreground, ITERATIONS, opencv_imgproc.GC_INIT_WITH_MASK);
            byte[] labels = OpenCv.bytes(mask);
            for (int i = 0; i < labels.length; i++) {
                boolean object = labels[i] == opencv_imgproc.GC_FGD || labels[i] == opencv_imgproc.GC_PR_FGD;
                labels[i] = (byte) (object ? 255 : 0);
            }
            return resized(labels, width, height, image);
        } catch (RuntimeException e) {
            // JavaCPP reports every C++ exception of OpenCV as a bare RuntimeException.
            throw new InputException(
                    image.toString(),
                    "its object and background cannot be told apart",
                    "give a PNG whose alpha channel masks the object",
                    e);
        }
    }

    /** The mask at the picture's size: soft at the edges where it was enlarged, and cut where it is under a half. */
    private static byte[] resized(byte[] labels, int width, int height, Image image) {
        if (width == image.width() && height == image.height()) {
            return labels;
        }
        try (Mat small = OpenCv.mat(width, height, opencv_core.CV_8UC1, labels);
                Mat full = new Mat();
                Size size = new Size(image.width(), image.height())) {
            opencv_imgproc.resize(small, full, size, 0, 0, opencv_imgproc.INTER_CUBIC);
            byte[] alpha = OpenCv.bytes(full);
            for (int i = 0; i < alpha.length; i++) {
                alpha[i] = (byte) ((alpha[i] & 0xff) < 128 ? 0 : 255);
            }
            return alpha;
        }
    }
}
