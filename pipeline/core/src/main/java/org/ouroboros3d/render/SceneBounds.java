package org.ouroboros3d.render;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ouroboros3d.gaussian.GaussianCloud;

/**
 * The sphere that holds what there is to see of Gaussians: nearly transparent ones do not count, and neither do the
 * farthest hundredth where they lie far from all others, as floaters of captured scenes do.
 */
public final class SceneBounds {
    private static final float VISIBLE_OPACITY = 0.05f;
    private static final double REACH = 2;
    private static final double QUANTILE = 0.99;
    /** Within this many times the quantile the farthest ones belong to the scene. */
    private static final double FAR = 2;

    /** Of fewer Gaussians none is far from all others. */
    private static final int FEWEST = 20;

    private static final double SMALLEST = 1e-6;

    private final double[] center;
    private final double radius;

    private SceneBounds(double[] center, double radius) {
        this.center = center;
        this.radius = radius;
    }

    /** {@return the middle: x, y, z} */
    public double[] center() {
        return center.clone();
    }

    /** {@return the radius, positive; a Gaussian reaches to twice its largest standard deviation} */
    public double radius() {
        return radius;
    }

    /**
     * {@return the bounds of a cloud}
     *
     * @throws IllegalArgumentException if it is empty
     */
    public static SceneBounds of(GaussianCloud cloud) {
        if (cloud.count() == 0) {
            throw new IllegalArgumentException("no Gaussians have no bounds");
        }
        int[] visible = IntStream.range(0, cloud.count())
                .filter(i -> cloud.opacities()[i] >= VISIBLE_OPACITY)
                .toArray();
        int[] counted =
                visible.length > 0 ? visible : IntStream.range(0, cloud.count()).toArray();
        double[] median = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            double[] values = Arrays.stream(counted)
                    .mapToDouble(i -> cloud.means()[3 * i + at])
                    .sorted()
                    .toArray();
            median[axis] = values[values.length / 2];
        }
        double limit = radius(cloud, counted, median);
        int[] kept = Arrays.stream(counted)
                .filter(i -> distance(cloud, i, median) <= limit)
                .toArray();
        double[] center = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            double low = Arrays.stream(kept)
                    .mapToDouble(i -> cloud.means()[3 * i + at])
                    .min()
                    .orElseThrow();
            double high = Arrays.stream(kept)
                    .mapToDouble(i -> cloud.means()[3 * i + at])
                    .max()
                    .orElseThrow();
            center[axis] = (low + high) / 2;
        }
        return new SceneBounds(center, Math.max(SMALLEST, radius(cloud, kept, center)));
    }

    private static double radius(GaussianCloud cloud, int[] counted, double[] center) {
        double[] distances = Arrays.stream(counted)
                .mapToDouble(i -> distance(cloud, i, center))
                .sorted()
                .toArray();
        int last = distances.length - 1;
        double most = distances[last < FEWEST ? last : (int) (QUANTILE * last)];
        double farthest = distances[last];
        return farthest <= FAR * most ? farthest : most;
    }

    /** {@return how far from {@code center} a Gaussian reaches} */
    private static double distance(GaussianCloud cloud, int i, double[] center) {
        double sum = 0;
        double scale = 0;
        for (int axis = 0; axis < 3; axis++) {
            double way = cloud.means()[3 * i + axis] - center[axis];
            sum += way * way;
            scale = Math.max(scale, cloud.scales()[3 * i + axis]);
        }
        return Math.sqrt(sum) + REACH * scale;
    }

    /**
     * {@return the cloud moved so that {@code center} becomes the origin, and then made larger or smaller}
     *
     * <p>The cloud is moved, not the cameras, since float32 is too coarse for views of small things far from the origin.
     *
     * @param scale positive
     */
    public static GaussianCloud moved(GaussianCloud cloud, double[] center, double scale) {
        float[] means = new float[cloud.means().length];
        float[] scales = new float[means.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) ((cloud.means()[i] - center[i % 3]) * scale);
            scales[i] = (float) (cloud.scales()[i] * scale);
        }
        return new GaussianCloud(means, cloud.opacities(), scales, cloud.quats(), cloud.colors(), cloud.sh());
    }
}
