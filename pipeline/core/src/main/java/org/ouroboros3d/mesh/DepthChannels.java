package org.ouroboros3d.mesh;

import org.ouroboros3d.gaussian.GaussianCloud;
import org.ouroboros3d.gaussian.UnitRotations;

/**
 * What each Gaussian carries into a view: its color, and its depth as a plane over the picture.
 *
 * <p>A ray passes a Gaussian's highest density not at its center's depth but where it crosses the plane through the center
 * that is conjugate to the ray: for a flat Gaussian its own plane, for a round one the plane that faces the camera. Blending
 * these planes gives the depth of slanted surfaces without the steps that blending the centers' depths does (after PGSR,
 * Chen et al. 2024, which does it for flat Gaussians).
 */
final class DepthChannels {
    /** Red, green, blue, squared depth of the center, and the plane: its depth on the axis and its two slopes. */
    static final int COUNT = 7;

    /** The first of the plane's. */
    static final int PLANE = 4;

    /** The first of the squared depth's. */
    static final int SQUARE = 3;

    /** Planes that are seen at a smaller angle are taken for ones with this slope. */
    private static final double STEEPEST = 3;

    /** Standard deviations are at least this share of a Gaussian's largest. */
    private static final double THINNEST = 1e-2;

    private final GaussianCloud cloud;
    private final GaussianCloud unit;
    private final double distance;

    /** @param distance of the cameras from the middle; depths are relative to it */
    DepthChannels(GaussianCloud cloud, double distance) {
        this.cloud = cloud;
        this.unit = UnitRotations.of(cloud);
        this.distance = distance;
    }

    /**
     * {@return [N, 7]}
     *
     * @param pose camera to world, 4 x 4 row-major
     */
    float[] of(double... pose) {
        float[] values = new float[COUNT * cloud.count()];
        for (int i = 0; i < cloud.count(); i++) {
            fill(i, pose, values);
        }
        return values;
    }

    private void fill(int i, double[] pose, float[] values) {
        double[] world = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            world[axis] = cloud.means()[3 * i + axis] - pose[4 * axis + 3];
        }
        double[] ray = toCamera(world, pose);
        double[] normal = toCamera(conjugate(i, world), pose);
        double u = ray[0] / ray[2];
        double v = ray[1] / ray[2];
        double along = normal[0] * u + normal[1] * v + normal[2];
        double slopeU = -normal[0] / along;
        double slopeV = -normal[1] / along;
        double steepness = Math.sqrt(slopeU * slopeU + slopeV * slopeV);
        double scale = ray[2] * (steepness > STEEPEST ? STEEPEST / steepness : 1);
        double depth = ray[2] - distance;
        int at = COUNT * i;
        System.arraycopy(cloud.colors(), 3 * i, values, at, 3);
        values[at + SQUARE] = (float) (depth * depth);
        values[at + PLANE] = (float) (depth - scale * (slopeU * u + slopeV * v));
        values[at + PLANE + 1] = (float) (scale * slopeU);
        values[at + PLANE + 2] = (float) (scale * slopeV);
    }

    /** {@return the inverse covariance times a ray, up to a factor: the normal of the plane conjugate to it} */
    private double[] conjugate(int i, double... ray) {
        double w = unit.quats()[4 * i];
        double x = unit.quats()[4 * i + 1];
        double y = unit.quats()[4 * i + 2];
        double z = unit.quats()[4 * i + 3];
        double[][] columns = {
            {1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)},
            {2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)},
            {2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)}
        };
        double widest = 0;
        for (int k = 0; k < 3; k++) {
            widest = Math.max(widest, Math.abs(unit.scales()[3 * i + k]));
        }
        double[] normal = new double[3];
        for (int k = 0; k < 3; k++) {
            double width = Math.max(Math.abs(unit.scales()[3 * i + k]), THINNEST * widest) / widest;
            double share = (columns[k][0] * ray[0] + columns[k][1] * ray[1] + columns[k][2] * ray[2]) / (width * width);
            for (int axis = 0; axis < 3; axis++) {
                normal[axis] += share * columns[k][axis];
            }
        }
        return normal;
    }

    private static double[] toCamera(double[] vector, double... pose) {
        double[] turned = new double[3];
        for (int k = 0; k < 3; k++) {
            turned[k] = pose[k] * vector[0] + pose[4 + k] * vector[1] + pose[8 + k] * vector[2];
        }
        return turned;
    }
}
