package org.ouroboros3d.data.render;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.ouroboros3d.geometry.Cameras;

/**
 * Points of an object's surface, as cameras see it: N of them, at most one in each cube of a lattice.
 */
public final class SurfaceSamples {
    /** Cubes on each side of the origin that have a number. */
    private static final long CUBES = 1 << 20;

    private final float[] positions;
    private final float[] normals;
    private final float[] colors;

    /**
     * @param positions [N, 3], world units
     * @param normals [N, 3] unit vectors that point out
     * @param colors [N, 3] in [0, 1], in {@link Lighting#DEFAULT}
     */
    public SurfaceSamples(float[] positions, float[] normals, float[] colors) {
        this.positions = positions;
        this.normals = normals;
        this.colors = colors;
    }

    /** {@return [N, 3], world units} */
    public float[] positions() {
        return positions;
    }

    /** {@return [N, 3] unit vectors that point out} */
    public float[] normals() {
        return normals;
    }

    /** {@return [N, 3] in [0, 1], in {@link Lighting#DEFAULT}} */
    public float[] colors() {
        return colors;
    }

    /**
     * {@return the points that any camera sees}
     *
     * @param size rays along each side of a view
     * @param spacing edge of a cube of the lattice, world units
     */
    public static SurfaceSamples of(Drawable object, Cameras cameras, int size, double spacing) {
        Set<Long> taken = new HashSet<>();
        float[] positions = new float[3 << 12];
        float[] normals = new float[3 << 12];
        float[] colors = new float[3 << 12];
        GBuffer samples = new GBuffer(size);
        double[] point = new double[3];
        int count = 0;
        for (int view = 0; view < cameras.views(); view++) {
            SampleRays rays = new SampleRays(cameras, view, size);
            samples.clear();
            object.draw(rays, samples);
            Lighting.DEFAULT.shade(samples, rays);
            for (int sample = 0; sample < samples.depth.length; sample++) {
                if (samples.depth[sample] == GBuffer.NOTHING
                        || !taken.add(place(samples, sample, rays, spacing, point))) {
                    continue;
                }
                if (3 * count == positions.length) {
                    positions = Arrays.copyOf(positions, 6 * count);
                    normals = Arrays.copyOf(normals, 6 * count);
                    colors = Arrays.copyOf(colors, 6 * count);
                }
                for (int axis = 0; axis < 3; axis++) {
                    positions[3 * count + axis] = (float) point[axis];
                    normals[3 * count + axis] = samples.normal[3 * sample + axis];
                    colors[3 * count + axis] = samples.color[3 * sample + axis];
                }
                count++;
            }
        }
        return new SurfaceSamples(
                Arrays.copyOf(positions, 3 * count),
                Arrays.copyOf(normals, 3 * count),
                Arrays.copyOf(colors, 3 * count));
    }

    /** {@return N} */
    public int count() {
        return positions.length / 3;
    }

    /** Writes where a sample is. {@return the number of its cube} */
    private static long place(GBuffer samples, int sample, SampleRays rays, double spacing, double... point) {
        double[] pose = rays.pose();
        double x = rays.x(sample % rays.size());
        double y = rays.y(sample / rays.size());
        long cube = 0;
        for (int axis = 0; axis < 3; axis++) {
            int row = 4 * axis;
            point[axis] = pose[row + 3] + samples.depth[sample] * (pose[row + 2] + x * pose[row] + y * pose[row + 1]);
            cube = cube * 2 * CUBES + Math.floorMod((long) Math.floor(point[axis] / spacing) + CUBES, 2 * CUBES);
        }
        return cube;
    }
}
