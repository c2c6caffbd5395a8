package org.ouroboros3d.data;

import java.util.Arrays;
import org.ouroboros3d.image.Gray16Image;
import org.ouroboros3d.image.Image;

/** Makes pictures smaller by averaging what each new pixel covers, colours weighted by their alpha. */
final class AreaScaling {
    private AreaScaling() {}

    /**
     * Writes a square picture as planes {@code [4, size, size]} in [0, 1] with straight alpha, in steps of 1 / 255.
     *
     * @param image at least {@code size} pixels wide and as high
     * @param zoom factor by which the picture is magnified around its centre; transparent outside of the picture
     */
    static void write(Image image, int size, double zoom, float[] planes, int offset) {
        double ratio = (double) image.width() / size / zoom;
        double margin = image.width() * (1 - 1 / zoom) / 2;
        int plane = size * size;
        double[] sum = new double[4];
        for (int p = 0; p < plane; p++) {
            average(image, margin + p % size * ratio, margin + Math.floorDiv(p, size) * ratio, ratio, sum);
            double alpha = sum[3];
            for (int c = 0; c < 3; c++) {
                planes[offset + c * plane + p] = alpha > 0 ? level(sum[c] / alpha) : 0;
            }
            planes[offset + 3 * plane + p] = level(alpha / (ratio * ratio));
        }
    }

    /**
     * Writes depths as {@code [size, size]}: for each new pixel the mean of what the picture shows there, weighted by
     * alpha, 0 where it shows nothing.
     *
     * @param scale depth of one step of the map
     * @param zoom as in {@link #write}
     */
    static void writeDepths(
            Image image, Gray16Image map, double scale, int size, double zoom, float[] depths, int offset) {
        double ratio = (double) image.width() / size / zoom;
        double margin = image.width() * (1 - 1 / zoom) / 2;
        for (int p = 0; p < size * size; p++) {
            double left = margin + p % size * ratio;
            double top = margin + Math.floorDiv(p, size) * ratio;
            double sum = 0;
            double weights = 0;
            for (int y = Math.max(0, (int) top); y < Math.min(image.height(), Math.ceil(top + ratio)); y++) {
                double high = Math.min(y + 1, top + ratio) - Math.max(y, top);
                for (int x = Math.max(0, (int) left); x < Math.min(image.width(), Math.ceil(left + ratio)); x++) {
                    double area = high * (Math.min(x + 1, left + ratio) - Math.max(x, left));
                    double seen = map.sample(x, y) == 0 ? 0 : image.hasAlpha() ? image.sample(x, y, 3) : 1;
                    sum += area * seen * map.sample(x, y);
                    weights += area * seen;
                }
            }
            depths[offset + p] = weights > 0 ? (float) (scale * sum / weights) : 0;
        }
    }

    private static void average(Image image, double left, double top, double side, double[] sum) {
        Arrays.fill(sum, 0);
        int lastRow = Math.min(image.height(), (int) Math.ceil(top + side));
        int lastColumn = Math.min(image.width(), (int) Math.ceil(left + side));
        for (int y = Math.max(0, (int) top); y < lastRow; y++) {
            double high = Math.min(y + 1, top + side) - Math.max(y, top);
            for (int x = Math.max(0, (int) left); x < lastColumn; x++) {
                double area = high * (Math.min(x + 1, left + side) - Math.max(x, left));
                double weight = area * (image.hasAlpha() ? image.sample(x, y, 3) / 255.0 : 1);
                for (int c = 0; c < 3; c++) {
                    sum[c] += weight * image.sample(x, y, c);
                }
                sum[3] += weight;
            }
        }
        for (int c = 0; c < 3; c++) {
            sum[c] /= 255;
        }
    }

    private static float level(double value) {
        return Math.round(value * 255) / 255f;
    }
}
