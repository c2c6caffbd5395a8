package org.ouroboros3d.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Text as a picture, to stand below another. */
public final class Caption {
    /** Rows of every caption. */
    public static final int HEIGHT = 20;

    private static final double LARGEST = 0.45;

    private Caption() {}

    /**
     * {@return black or white text, centred on a plain color, {@link #HEIGHT} rows high; smaller where the width is short}
     *
     * @param text ASCII; other characters show as question marks
     * @param width pixels
     * @param background whose color is behind the text
     */
    public static Image of(String text, int width, Background background) {
        byte[] color = {(byte) background.red(), (byte) background.green(), (byte) background.blue()};
        byte[] plain = new byte[width * HEIGHT * 3];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = color[i % 3];
        }
        int[] below = new int[1];
        int font = opencv_imgproc.FONT_HERSHEY_SIMPLEX;
        try (Mat strip = OpenCv.mat(width, HEIGHT, opencv_core.CV_8UC3, plain);
                Size full = opencv_imgproc.getTextSize(text, font, LARGEST, 1, below)) {
            double scale = Math.min(LARGEST, LARGEST * (width - 8) / Math.max(1, full.width()));
            int left = (int) Math.round((width - full.width() * scale / LARGEST) / 2);
            int baseline = (int) Math.round((HEIGHT + full.height() * scale / LARGEST) / 2);
            try (Point at = new Point(left, baseline);
                    Scalar ink = Scalar.all(background.isDark() ? 255 : 0)) {
                opencv_imgproc.putText(strip, text, at, font, scale, ink, 1, opencv_imgproc.LINE_AA, false);
            }
            return new Image(width, HEIGHT, 3, OpenCv.bytes(strip));
        }
    }
}
