package org.ouroboros3d.data.shapes;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros3d.data.render.Cancellation;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.GBuffer;
import org.ouroboros3d.data.render.SampleRays;

/** An object made of solids, which fits into a sphere of radius 0.5 around the origin. */
public final class ShapeObject implements Drawable {
    private static final double SHORTEST_PERIOD = 0.06;
    private static final double LONGEST_PERIOD = 0.3;

    private final String family;
    private final List<Part> parts;

    ShapeObject(String family, List<Part> parts) {
        this.family = family;
        this.parts = List.copyOf(parts);
    }

    /**
     * {@return the object of a seed and an index}
     *
     * @param seed of the collection
     * @param index any number from 0; neighbours have nothing in common
     */
    public static ShapeObject of(long seed, long index) {
        if (index < 0) {
            throw new IllegalArgumentException("An object's index must not be negative, got " + index);
        }
        ShapeRandom random = new ShapeRandom(seed, index);
        ShapeFamily family = random.one(ShapeFamily.values());
        Assembly assembly = new Assembly();
        family.assemble(assembly, random);
        return new ShapeObject(family.word(), assembly.fitted(random.in(0.44, 0.5)));
    }

    /**
     * {@return the object in another shape, its patterns stretched with it}
     *
     * @param factors by which it is stretched along x, y and z, none of them 0
     * @param zoom ratio of the radii of the balls around the origin that hold it then and now
     */
    public ShapeObject stretched(double[] factors, double zoom) {
        double[] nowhere = new double[3];
        double radius = zoom * BoundingBall.of(parts).radius();
        List<Part> shaped =
                parts.stream().map(part -> part.stretched(factors, nowhere, 1)).toList();
        BoundingBall ball = BoundingBall.of(shaped);
        double[] ones = {1, 1, 1};
        double scale = radius / ball.radius();
        return new ShapeObject(
                family,
                shaped.stream()
                        .map(part -> part.stretched(ones, ball.middle(), scale))
                        .toList());
    }

    /**
     * {@return the object with textures of noise, stripes and checks on some of its parts}
     *
     * @param share probability that a part gets one
     * @param random that textures are drawn from
     */
    public ShapeObject textured(double share, ShapeRandom random) {
        List<Part> painted = new ArrayList<>();
        for (Part part : parts) {
            boolean chosen = random.chance(share);
            painted.add(chosen ? part.textured(random, random.in(SHORTEST_PERIOD, LONGEST_PERIOD)) : part);
        }
        return new ShapeObject(family, painted);
    }

    /** {@return what it is one of, such as "vehicle"} */
    public String family() {
        return family;
    }

    /** {@return how many solids it is made of} */
    public int parts() {
        return parts.size();
    }

    @Override
    public void draw(SampleRays rays, GBuffer samples) {
        for (int i = 0; i < parts.size(); i++) {
            Cancellation.check();
            parts.get(i).cast(rays, samples, i);
        }
        double[] scratch = new double[3];
        for (int sample = 0; sample < samples.depth.length; sample++) {
            if (samples.depth[sample] < GBuffer.NOTHING) {
                parts.get(samples.piece[sample]).surface(rays, samples, sample, scratch);
            }
        }
    }
}
