package org.ouroboros3d.mesh;

import java.util.Arrays;
import org.ouroboros3d.error.InputException;
import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;

/**
 * The box that holds what can be seen of Gaussians, along the world's axes.
 */
final class CloudBounds {
    /** Fainter Gaussians do not make a surface by themselves. */
    private static final float LEAST_OPACITY = 0.1f;

    /** Standard deviations of a Gaussian that count. */
    private static final double REACH = 2;

    /** A share of Gaussians on each side that may be strays. */
    private static final double STRAYS = 0.01;

    /** With strays a box may be as much longer than without before they are cut off. */
    private static final double LONGEST = 2;

    private final double[] low;
    private final double[] high;

    CloudBounds(double[] low, double[] high) {
        this.low = low;
        this.high = high;
    }

    /** {@return the least corner, three coordinates} */
    double[] low() {
        return low;
    }

    /** {@return the opposite corner} */
    double[] high() {
        return high;
    }

    /**
     * {@return the box}
     *
     * @throws InputException if no Gaussian can be seen
     */
    static CloudBounds of(GaussianCloud cloud) {
        int[] visible = visible(cloud);
        if (visible.length == 0) {
            throw new InputException(
                    MeshExtractor.SOURCE,
                    "of " + cloud.count() + " none is finite, wider than 0 and of an opacity above " + LEAST_OPACITY,
                    "take a file that shows an object");
        }
        GaussianCloud unit = UnitRotations.of(cloud);
        double[][] starts = new double[3][visible.length];
        double[][] ends = new double[3][visible.length];
        for (int k = 0; k < visible.length; k++) {
            double[] half = halfSizes(unit, visible[k], REACH);
            for (int axis = 0; axis < 3; axis++) {
                float mean = cloud.means()[3 * visible[k] + axis];
                starts[axis][k] = mean - half[axis];
                ends[axis][k] = mean + half[axis];
            }
        }
        double[] low = new double[3];
        double[] high = new double[3];
        double[] trimmedLow = new double[3];
        double[] trimmedHigh = new double[3];
        int cut = (int) (STRAYS * visible.length);
        for (int axis = 0; axis < 3; axis++) {
            Arrays.sort(starts[axis]);
            Arrays.sort(ends[axis]);
            low[axis] = starts[axis][0];
            high[axis] = ends[axis][visible.length - 1];
            trimmedLow[axis] = starts[axis][cut];
            trimmedHigh[axis] = ends[axis][visible.length - 1 - cut];
        }
        CloudBounds all = new CloudBounds(low, high);
        CloudBounds trimmed = new CloudBounds(trimmedLow, trimmedHigh);
        return all.longest() > LONGEST * trimmed.longest() ? trimmed : all;
    }

    /** {@return the median of the visible Gaussians' middle standard deviations, which is 0 for needles} */
    static double typicalWidth(GaussianCloud cloud) {
        double[] widths = Arrays.stream(visible(cloud))
                .mapToDouble(i -> {
                    double a = Math.abs(cloud.scales()[3 * i]);
                    double b = Math.abs(cloud.scales()[3 * i + 1]);
                    double c = Math.abs(cloud.scales()[3 * i + 2]);
                    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
                })
                .sorted()
                .toArray();
        return widths[widths.length / 2];
    }

    private static int[] visible(GaussianCloud cloud) {
        int[] found = new int[cloud.count()];
        int count = 0;
        for (int i = 0; i < cloud.count(); i++) {
            double sum = cloud.opacities()[i];
            double widest = 0;
            for (int k = 0; k < 3; k++) {
                sum += cloud.means()[3 * i + k] + cloud.scales()[3 * i + k] + cloud.colors()[3 * i + k];
                widest = Math.max(widest, Math.abs(cloud.scales()[3 * i + k]));
            }
            for (int k = 0; k < 4; k++) {
                sum += cloud.quats()[4 * i + k];
            }
            if (Double.isFinite(sum) && widest > 0 && cloud.opacities()[i] >= LEAST_OPACITY) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** {@return half the sides of the box around so many standard deviations of a Gaussian with a unit quaternion} */
    static double[] halfSizes(GaussianCloud cloud, int i, double deviations) {
        double w = cloud.quats()[4 * i];
        double x = cloud.quats()[4 * i + 1];
        double y = cloud.quats()[4 * i + 2];
        double z = cloud.quats()[4 * i + 3];
        double sx = cloud.scales()[3 * i];
        double sy = cloud.scales()[3 * i + 1];
        double sz = cloud.scales()[3 * i + 2];
        return new double[] {
            deviations * norm((1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz),
            deviations * norm(2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz),
            deviations * norm(2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz)
        };
    }

    private static double norm(double x, double y, double z) {
        return Math.sqrt(x * x + y * y + z * z);
    }

    /** The longest side. */
    double longest() {
        return Math.max(high[0] - low[0], Math.max(high[1] - low[1], high[2] - low[2]));
    }

    /** The center, three coordinates. */
    double[] middle() {
        return new double[] {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2};
    }

    /** Half of the diagonal. */
    double radius() {
        return norm(high[0] - low[0], high[1] - low[1], high[2] - low[2]) / 2;
    }
}
