package org.ouroboros3d.mesh;

import java.util.Arrays;
import org.ouroboros3d.gaussian.GaussianCloud;

/** Flat opaque Gaussians on surfaces that are known in closed form. */
final class DiscCloud {
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private final float[] means;
    private final float[] quats;
    private final float[] scales;
    private final float[] colors;
    private int count;

    DiscCloud(int capacity) {
        means = new float[3 * capacity];
        quats = new float[4 * capacity];
        scales = new float[3 * capacity];
        colors = new float[3 * capacity];
    }

    /** Adds a sphere, red in the half of positive x and blue in the other. */
    DiscCloud sphere(int discs, double x, double y, double z, double radius) {
        double width = radius * Math.sqrt(4 * Math.PI / discs) * 0.7;
        for (int i = 0; i < discs; i++) {
            double ny = 1 - (2.0 * i + 1) / discs;
            double ring = Math.sqrt(1 - ny * ny);
            double nx = ring * Math.cos(GOLDEN_ANGLE * i);
            double nz = ring * Math.sin(GOLDEN_ANGLE * i);
            add(x + radius * nx, y + radius * ny, z + radius * nz, nx, ny, nz, width, nx > 0);
        }
        return this;
    }

    /** Adds a torus around the y axis. */
    DiscCloud torus(int around, int across, double radius, double tube) {
        double width = 2 * Math.PI * tube / across * 0.7;
        for (int i = 0; i < around; i++) {
            double a = 2 * Math.PI * i / around;
            for (int j = 0; j < across; j++) {
                double b = 2 * Math.PI * j / across;
                double nx = Math.cos(b) * Math.cos(a);
                double nz = Math.cos(b) * Math.sin(a);
                double ny = Math.sin(b);
                add(
                        radius * Math.cos(a) + tube * nx,
                        tube * ny,
                        radius * Math.sin(a) + tube * nz,
                        nx,
                        ny,
                        nz,
                        width,
                        nx > 0);
            }
        }
        return this;
    }

    private void add(double x, double y, double z, double nx, double ny, double nz, double width, boolean red) {
        means[3 * count] = (float) x;
        means[3 * count + 1] = (float) y;
        means[3 * count + 2] = (float) z;
        scales[3 * count] = (float) width;
        scales[3 * count + 1] = (float) width;
        scales[3 * count + 2] = (float) (0.1 * width);
        // The shortest rotation from z to the normal.
        double w = 1 + nz;
        double length = Math.sqrt(w * w + nx * nx + ny * ny);
        quats[4 * count] = (float) (length > 0 ? w / length : 0);
        quats[4 * count + 1] = (float) (length > 0 ? -ny / length : 1);
        quats[4 * count + 2] = (float) (length > 0 ? nx / length : 0);
        colors[3 * count] = red ? 0.9f : 0.1f;
        colors[3 * count + 1] = 0.2f;
        colors[3 * count + 2] = red ? 0.1f : 0.8f;
        count++;
    }

    GaussianCloud cloud() {
        float[] opacities = new float[count];
        Arrays.fill(opacities, 0.99f);
        return new GaussianCloud(means, opacities, scales, quats, colors);
    }
}
