package org.ouroboros3d.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** How square pictures are brought to another size: so that no pixel is invented where that can be. */
public enum Scaling {
    /** Each pixel becomes a square, where the new size is a multiple of the old one. */
    NEAREST(opencv_imgproc.INTER_NEAREST),
    /** Interpolation over 8 × 8 pixels, where the new size is larger and no multiple. */
    LANCZOS(opencv_imgproc.INTER_LANCZOS4),
    /** The mean of the pixels that are covered, where the new size is smaller. */
    AREA(opencv_imgproc.INTER_AREA);

    private final int interpolation;

    Scaling(int interpolation) {
        this.interpolation = interpolation;
    }

    /** {@return how a square of {@code from} pixels a side is brought to {@code to}} */
    public static Scaling between(int from, int to) {
        return to < from ? AREA : to % from == 0 ? NEAREST : LANCZOS;
    }

    /** {@return a square picture with {@code size} pixels a side; itself if it has them} */
    public static Image square(Image image, int size) {
        if (image.width() != image.height()) {
            throw new IllegalArgumentException("only squares are scaled, not " + image);
        }
        if (image.width() == size) {
            return image;
        }
        int type = image.hasAlpha() ? opencv_core.CV_8UC4 : opencv_core.CV_8UC3;
        int interpolation = between(image.width(), size).interpolation;
        try (Mat from = OpenCv.mat(image.width(), image.height(), type, image.array());
                Mat to = new Mat();
                Size target = new Size(size, size)) {
            opencv_imgproc.resize(from, to, target, 0, 0, interpolation);
            return new Image(size, size, image.channels(), OpenCv.bytes(to));
        }
    }
}
