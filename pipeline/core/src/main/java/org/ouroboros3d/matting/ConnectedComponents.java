package org.ouroboros3d.matting;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ouroboros3d.image.OpenCv;

/** Removes small connected components from a mask. */
final class ConnectedComponents {
    /** A component smaller than this part of the largest one is a speck. */
    private static final double SPECK = 0.05;

    private ConnectedComponents() {}

    /**
     * Sets to 0 every connected component (8-connectivity) of {@code mask} [height, width] that is a speck.
     *
     * @return how many are left
     */
    static int keepLargest(byte[] mask, int width, int height) {
        int[] labels = new int[mask.length];
        try (Mat input = OpenCv.mat(width, height, opencv_core.CV_8UC1, mask);
                Mat output = new Mat()) {
            opencv_imgproc.connectedComponents(input, output, 8, opencv_core.CV_32S);
            new IntPointer(output.data()).get(labels);
        }
        Map<Integer, Integer> areas = new HashMap<>();
        for (int label : labels) {
            if (label != 0) {
                areas.merge(label, 1, Integer::sum);
            }
        }
        int largest = areas.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i < mask.length; i++) {
            if (labels[i] != 0 && areas.get(labels[i]) < SPECK * largest) {
                mask[i] = 0;
            }
        }
        return (int)
                areas.values().stream().filter(area -> area >= SPECK * largest).count();
    }
}
