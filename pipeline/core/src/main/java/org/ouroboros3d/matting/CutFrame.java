package org.ouroboros3d.matting;

import java.util.Arrays;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * What GrabCut takes for granted: the frame is background and the inside perhaps the object. Where an edge cuts the object,
 * the frame there is perhaps the object too: a long run of one side whose colors the other sides do not have.
 */
final class CutFrame {
    /** Part of a side at each of its ends that shows the background. */
    private static final double END = 0.02;
    /** Part of a side that the object covers at least. */
    private static final double SHORTEST = 0.1;
    /** Of a run so many pixels may look like the background. */
    private static final double GAPS = 0.1;
    /** Levels of 255, and standard deviations, by which a sample has to differ from the other sides. */
    private static final double LEVELS = 25;

    private static final double DEVIATIONS = 3;

    private CutFrame() {}

    /**
     * {@return GrabCut's labels [height, width]}
     *
     * @param bgr samples [height, width, 3]
     * @param left width of the frame at the left and the right
     * @param top its height above and below
     */
    static byte[] labels(byte[] bgr, int width, int height, int left, int top) {
        byte[] labels = new byte[width * height];
        Arrays.fill(labels, (byte) opencv_imgproc.GC_BGD);
        for (int y = top; y < height - top; y++) {
            Arrays.fill(labels, y * width + left, (y + 1) * width - left, (byte) opencv_imgproc.GC_PR_FGD);
        }
        // Each side as the first pixel, the step along it, its length, the step inwards, and the depth of the frame.
        int[][] sides = {
            {0, 1, width, width, top},
            {(height - 1) * width, 1, width, -width, top},
            {0, width, height, 1, left},
            {width - 1, width, height, -1, left}
        };
        for (int own = 0; own < sides.length; own++) {
            Background others = new Background(width, height);
            for (int other = 0; other < sides.length; other++) {
                for (int i = 0; other != own && i < sides[other][2]; i++) {
                    others.add(bgr, sides[other][0] + i * sides[other][1]);
                }
            }
            others.fit();
            int[] side = sides[own];
            int[] run = run(others, bgr, side[0], side[1], side[2]);
            for (int i = run[0]; i < run[1]; i++) {
                for (int depth = 0; depth < side[4]; depth++) {
                    labels[side[0] + i * side[1] + depth * side[3]] = (byte) opencv_imgproc.GC_PR_FGD;
                }
            }
        }
        return labels;
    }

    /** Colors that change evenly from place to place, as light does, and their spread around that. */
    private static final class Background {
        private static final int CHANNELS = 3;

        private final int width;
        private final double scale;
        /** Of 1, x, y and a sample of each channel, the sums of all products. */
        private final double[][] sums = new double[3 + CHANNELS][3 + CHANNELS];
        /** Of each channel, what 1, x and y are multiplied by. */
        private final double[][] planes = new double[CHANNELS][];

        private final double[] deviations = new double[CHANNELS];

        Background(int width, int height) {
            this.width = width;
            this.scale = 1.0 / Math.max(width, height);
        }

        private double[] row(byte[] bgr, int pixel) {
            double[] row = {1, pixel % width * scale, Math.floorDiv(pixel, width) * scale, 0, 0, 0};
            for (int c = 0; c < CHANNELS; c++) {
                row[3 + c] = bgr[CHANNELS * pixel + c] & 0xff;
            }
            return row;
        }

        void add(byte[] bgr, int pixel) {
            double[] row = row(bgr, pixel);
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < row.length; j++) {
                    sums[i][j] += row[i] * row[j];
                }
            }
        }

        /** Fits the planes by least squares. */
        void fit() {
            for (int c = 0; c < CHANNELS; c++) {
                double[] right = {sums[0][3 + c], sums[1][3 + c], sums[2][3 + c]};
                double whole = determinant(sums[0], sums[1], sums[2]);
                double[] plane = {right[0] / sums[0][0], 0, 0};
                // Where all places are in one line, the mean has to do.
                if (whole > 1e-6 * sums[0][0] * sums[0][0] * sums[0][0]) {
                    for (int i = 0; i < plane.length; i++) {
                        double[][] replaced = {sums[0].clone(), sums[1].clone(), sums[2].clone()};
                        for (int j = 0; j < plane.length; j++) {
                            replaced[j][i] = right[j];
                        }
                        plane[i] = determinant(replaced[0], replaced[1], replaced[2]) / whole;
                    }
                }
                double left = sums[3 + c][3 + c];
                for (int i = 0; i < plane.length; i++) {
                    left -= plane[i] * right[i];
                }
                planes[c] = plane;
                deviations[c] = Math.sqrt(Math.max(0, left / sums[0][0]));
            }
        }

        private static double determinant(double[] a, double[] b, double... c) {
            return a[0] * (b[1] * c[2] - b[2] * c[1])
                    - a[1] * (b[0] * c[2] - b[2] * c[0])
                    + a[2] * (b[0] * c[1] - b[1] * c[0]);
        }

        boolean differs(byte[] bgr, int pixel) {
            double[] row = row(bgr, pixel);
            for (int c = 0; c < CHANNELS; c++) {
                double expected = planes[c][0] + planes[c][1] * row[1] + planes[c][2] * row[2];
                if (Math.abs(row[3 + c] - expected) > LEVELS + DEVIATIONS * deviations[c]) {
                    return true;
                }
            }
            return false;
        }
    }

    /** {@return where the object covers a side, from and to; both 0 if it does not} */
    private static int[] run(Background others, byte[] bgr, int first, int step, int length) {
        int from = length;
        int to = 0;
        int unlike = 0;
        for (int i = 0; i < length; i++) {
            if (others.differs(bgr, first + step * i)) {
                from = Math.min(from, i);
                to = i + 1;
                unlike++;
            }
        }
        boolean whole = unlike >= SHORTEST * length && unlike >= (1 - GAPS) * (to - from);
        // A run up to both ends may as well be a floor.
        boolean ends = from >= END * length && to <= length - END * length;
        return whole && ends ? new int[] {from, to} : new int[2];
    }
}
