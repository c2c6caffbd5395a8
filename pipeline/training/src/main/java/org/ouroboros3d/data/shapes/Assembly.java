package org.ouroboros3d.data.shapes;

import java.util.ArrayList;
import java.util.List;

/** Puts parts together in any unit of length, y up and z to the front, and fits them into a sphere in the end. */
final class Assembly {
    private static final double[] UPRIGHT = {1, 0, 0, 0, 1, 0, 0, 0, 1};

    private final List<Part> parts = new ArrayList<>();

    /** Adds a solid stretched by {@code sx, sy, sz} with its centre at {@code x, y, z}. */
    Assembly add(Solid solid, Material material, double x, double y, double z, double sx, double sy, double sz) {
        return add(solid, material, new double[] {x, y, z}, UPRIGHT, new double[] {sx, sy, sz});
    }

    Assembly add(Solid solid, Material material, double[] center, double[] rotation, double[] stretch) {
        parts.add(new Part(solid, material, center, rotation, stretch));
        return this;
    }

    /** Adds a box by its centre and half sizes. */
    Assembly box(Material material, double x, double y, double z, double sx, double sy, double sz) {
        return add(Polytope.BOX, material, x, y, z, sx, sy, sz);
    }

    /** Adds a box with rounded edges by its centre, half sizes and the edges' radius. */
    Assembly soft(Material material, double x, double y, double z, double sx, double sy, double sz, double radius) {
        double most = 0.95 * Math.min(sx, Math.min(sy, sz));
        return add(new RoundedBox(sx, sy, sz, Math.min(radius, most)), material, x, y, z, 1, 1, 1);
    }

    /** Adds an ellipsoid by its centre and half axes. */
    Assembly ball(Material material, double x, double y, double z, double sx, double sy, double sz) {
        return add(Sphere.UNIT, material, x, y, z, sx, sy, sz);
    }

    Assembly ball(Material material, double x, double y, double z, double radius) {
        return ball(material, x, y, z, radius, radius, radius);
    }

    /** Adds an upright frustum on the height {@code bottom}, at {@code x, z}. */
    Assembly post(Material material, double x, double bottom, double z, double height, double low, double high) {
        return limb(material, new double[] {x, bottom, z}, new double[] {x, bottom + height, z}, low, high);
    }

    /** Adds a disc or wheel, a cylinder along x. */
    Assembly wheel(Material material, double x, double y, double z, double radius, double width) {
        return limb(material, new double[] {x - width / 2, y, z}, new double[] {x + width / 2, y, z}, radius, radius);
    }

    /** Adds a frustum between two points. */
    Assembly limb(Material material, double[] from, double[] to, double low, double high) {
        boolean wideEnd = low < high;
        double base = wideEnd ? high : low;
        Solid solid = new Frustum((wideEnd ? low : high) / base, false);
        return wideEnd ? between(solid, material, to, from, base) : between(solid, material, from, to, base);
    }

    /** Adds a rod with round ends between two points. */
    Assembly rod(Material material, double[] from, double[] to, double radius) {
        double[] middle = new double[3];
        double[] along = new double[3];
        double length = 0;
        for (int i = 0; i < 3; i++) {
            middle[i] = (from[i] + to[i]) / 2;
            along[i] = to[i] - from[i];
            length += along[i] * along[i];
        }
        double half = Math.sqrt(length) / 2 / radius;
        return add(new Capsule(half), material, middle, Rotations.fromY(along), new double[] {radius, radius, radius});
    }

    /** Adds a solid whose y from -1 to 1 goes from one point to another. */
    Assembly between(Solid solid, Material material, double[] from, double[] to, double radius) {
        double[] middle = new double[3];
        double[] along = new double[3];
        double length = 0;
        for (int i = 0; i < 3; i++) {
            middle[i] = (from[i] + to[i]) / 2;
            along[i] = to[i] - from[i];
            length += along[i] * along[i];
        }
        return add(
                solid, material, middle, Rotations.fromY(along), new double[] {radius, Math.sqrt(length) / 2, radius});
    }

    /** {@return the parts, moved and scaled into a sphere of the radius around the origin} */
    List<Part> fitted(double radius) {
        BoundingBall ball = BoundingBall.of(parts);
        double scale = radius / ball.radius();
        return parts.stream().map(part -> part.fitted(ball.middle(), scale)).toList();
    }
}
