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
            Background others = new Background();
            for (int other = 0; other < sides.length; other++) {
                for (int i = 0; other != own && i < sides[other][2]; i++) {
                    others.add(bgr, sides[other][0] + i * sides[other][1]);
                }
            }
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

    /** Mean and spread of colors. */
    private static final class Background {
        private final double[] sum = new double[3];
        private final double[] square = new double[3];
        private int count;

        void add(byte[] bgr, int pixel) {
            for (int c = 0; c < 3; c++) {
                double value = bgr[3 * pixel + c] & 0xff;
                sum[c] += value;
                square[c] += value * value;
            }
            count++;
        }

        boolean differs(byte[] bgr, int pixel) {
            for (int c = 0; c < 3; c++) {
                double mean = sum[c] / count;
                double deviation = Math.sqrt(Math.max(0, square[c] / count - mean * mean));
                if (Math.abs((bgr[3 * pixel + c] & 0xff) - mean) > LEVELS + DEVIATIONS * deviation) {
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
