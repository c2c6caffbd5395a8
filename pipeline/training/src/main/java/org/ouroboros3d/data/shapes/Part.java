package org.ouroboros3d.data.shapes;

import org.ouroboros3d.data.render.GBuffer;
import org.ouroboros3d.data.render.SampleRays;

/** A solid that is stretched, turned and put into its place in the world, and what it looks like. */
final class Part {
    private final Solid solid;
    private final Material material;
    /** Columns are the solid's axes in the world, 3 x 3 row-major. */
    private final double[] axes;

    private final double[] inverse;
    private final double[] center;
    /** Lengths of the solid's axes, in which its pattern is laid out. */
    private final double[] lengths;

    /**
     * Places a solid.
     *
     * @param rotation 3 x 3 row-major
     * @param stretch along the solid's own axes
     */
    Part(Solid solid, Material material, double[] center, double[] rotation, double[] stretch) {
        this.solid = solid;
        this.material = material;
        this.center = center.clone();
        this.lengths = stretch.clone();
        this.axes = new double[9];
        this.inverse = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                double entry = rotation[3 * row + column];
                axes[3 * row + column] = entry * stretch[column];
                inverse[3 * column + row] = entry / stretch[column];
            }
        }
    }

    private Part(Solid solid, Material material, double[] center, double[] lengths, double[] axes, double[] inverse) {
        this.solid = solid;
        this.material = material;
        this.center = center;
        this.lengths = lengths;
        this.axes = axes;
        this.inverse = inverse;
    }

    /** {@return the part moved by {@code -origin} and then scaled around the world's origin; its pattern follows} */
    Part fitted(double[] origin, double scale) {
        double[] place = new double[3];
        double[] rotation = new double[9];
        double[] stretch = new double[3];
        for (int i = 0; i < 3; i++) {
            place[i] = (center[i] - origin[i]) * scale;
            stretch[i] = lengths[i] * scale;
        }
        for (int i = 0; i < 9; i++) {
            rotation[i] = axes[i] / lengths[i % 3];
        }
        return new Part(solid, material.scaled(scale), place, rotation, stretch);
    }

    /** {@return the part stretched along the world's axes by factors other than 0, then moved by {@code -origin} and scaled} */
    Part stretched(double[] factors, double[] origin, double scale) {
        double[] place = new double[3];
        double[] columns = new double[9];
        double[] inverted = new double[9];
        for (int row = 0; row < 3; row++) {
            place[row] = (factors[row] * center[row] - origin[row]) * scale;
            for (int column = 0; column < 3; column++) {
                columns[3 * row + column] = axes[3 * row + column] * factors[row] * scale;
                inverted[3 * column + row] = inverse[3 * column + row] / (factors[row] * scale);
            }
        }
        return new Part(solid, material, place, lengths, columns, inverted);
    }

    /** {@return the part in a random texture whose unit has a length} */
    Part textured(ShapeRandom random, double length) {
        return new Part(solid, material.textured(random, length), center, lengths, axes, inverse);
    }

    /** {@return points of the surface in the world, {@code [n][3]}, whose convex hull nearly is the part's} */
    double[][] outline() {
        double[][] points = solid.outline();
        double[][] world = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            world[i] = place(points[i][0], points[i][1], points[i][2]);
        }
        return world;
    }

    private double[] place(double x, double y, double z) {
        return new double[] {
            center[0] + axes[0] * x + axes[1] * y + axes[2] * z,
            center[1] + axes[3] * x + axes[4] * y + axes[5] * z,
            center[2] + axes[6] * x + axes[7] * y + axes[8] * z
        };
    }

    /** Enters this part where it is nearer than what the samples hold. */
    void cast(SampleRays rays, GBuffer samples, int number) {
        int[] window = window(rays);
        double[] pose = rays.pose();
        double[] o = local(pose[3] - center[0], pose[7] - center[1], pose[11] - center[2]);
        double[] right = local(pose[0], pose[4], pose[8]);
        double[] down = local(pose[1], pose[5], pose[9]);
        double[] forward = local(pose[2], pose[6], pose[10]);
        for (int row = window[2]; row < window[3]; row++) {
            double y = rays.y(row);
            double rowX = forward[0] + y * down[0];
            double rowY = forward[1] + y * down[1];
            double rowZ = forward[2] + y * down[2];
            for (int column = window[0]; column < window[1]; column++) {
                double x = rays.x(column);
                double t = solid.intersect(
                        o[0], o[1], o[2], rowX + x * right[0], rowY + x * right[1], rowZ + x * right[2]);
                int sample = row * rays.size() + column;
                if (t < samples.depth[sample]) {
                    samples.depth[sample] = t;
                    samples.piece[sample] = number;
                }
            }
        }
    }

    /** {@return the samples that can see the part: first column, column after the last, first row, row after the last} */
    private int[] window(SampleRays rays) {
        double[] pose = rays.pose();
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double end = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        double[] half = solid.extent();
        for (double[] corner : Outlines.corners(half[0], half[1], half[2])) {
            double[] point = place(corner[0], corner[1], corner[2]);
            double dx = point[0] - pose[3];
            double dy = point[1] - pose[7];
            double dz = point[2] - pose[11];
            double depth = dx * pose[2] + dy * pose[6] + dz * pose[10];
            if (depth <= 0) {
                return new int[] {0, rays.size(), 0, rays.size()};
            }
            double x = (dx * pose[0] + dy * pose[4] + dz * pose[8]) / depth;
            double y = (dx * pose[1] + dy * pose[5] + dz * pose[9]) / depth;
            left = Math.min(left, x);
            end = Math.max(end, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
        }
        return new int[] {
            Math.max(0, rays.column(left) - 1),
            Math.min(rays.size(), rays.column(end) + 1),
            Math.max(0, rays.row(top) - 1),
            Math.min(rays.size(), rays.row(bottom) + 1)
        };
    }

    private double[] local(double x, double y, double z) {
        return new double[] {
            inverse[0] * x + inverse[1] * y + inverse[2] * z,
            inverse[3] * x + inverse[4] * y + inverse[5] * z,
            inverse[6] * x + inverse[7] * y + inverse[8] * z
        };
    }

    /** Completes a sample that shows this part. */
    void surface(SampleRays rays, GBuffer samples, int sample, double[] scratch) {
        double[] pose = rays.pose();
        double t = samples.depth[sample];
        double right = t * rays.x(sample % rays.size());
        double down = t * rays.y(sample / rays.size());
        double wx = pose[3] - center[0] + t * pose[2] + right * pose[0] + down * pose[1];
        double wy = pose[7] - center[1] + t * pose[6] + right * pose[4] + down * pose[5];
        double wz = pose[11] - center[2] + t * pose[10] + right * pose[8] + down * pose[9];
        double x = inverse[0] * wx + inverse[1] * wy + inverse[2] * wz;
        double y = inverse[3] * wx + inverse[4] * wy + inverse[5] * wz;
        double z = inverse[6] * wx + inverse[7] * wy + inverse[8] * wz;
        solid.normal(x, y, z, scratch);
        // Normals go by the inverse transposed.
        samples.setNormal(
                sample,
                inverse[0] * scratch[0] + inverse[3] * scratch[1] + inverse[6] * scratch[2],
                inverse[1] * scratch[0] + inverse[4] * scratch[1] + inverse[7] * scratch[2],
                inverse[2] * scratch[0] + inverse[5] * scratch[1] + inverse[8] * scratch[2],
                rays);
        material.color(x * lengths[0], y * lengths[1], z * lengths[2], samples.color, 3 * sample);
        samples.gloss[sample] = (float) material.gloss();
    }
}
