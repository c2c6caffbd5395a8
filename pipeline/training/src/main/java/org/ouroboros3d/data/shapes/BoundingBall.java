package org.ouroboros3d.data.shapes;

import java.util.ArrayList;
import java.util.List;

/** The least ball that holds some parts and has its centre in the middle of their box. */
final class BoundingBall {
    private final double[] middle;
    private final double radius;

    private BoundingBall(double[] middle, double radius) {
        this.middle = middle;
        this.radius = radius;
    }

    static BoundingBall of(List<Part> parts) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        List<double[]> points = new ArrayList<>();
        for (Part part : parts) {
            for (double[] point : part.outline()) {
                points.add(point);
                for (int i = 0; i < 3; i++) {
                    low[i] = Math.min(low[i], point[i]);
                    high[i] = Math.max(high[i], point[i]);
                }
            }
        }
        double[] middle = {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
        double farthest = 0;
        for (double[] p : points) {
            double dx = p[0] - middle[0];
            double dy = p[1] - middle[1];
            double dz = p[2] - middle[2];
            farthest = Math.max(farthest, dx * dx + dy * dy + dz * dz);
        }
        return new BoundingBall(middle, Math.sqrt(farthest));
    }

    /** {@return its centre; not to be written} */
    double[] middle() {
        return middle;
    }

    double radius() {
        return radius;
    }
}
