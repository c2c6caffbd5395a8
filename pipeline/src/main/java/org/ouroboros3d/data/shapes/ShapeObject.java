package org.ouroboros3d.data.shapes;

import java.util.List;
import org.ouroboros3d.data.render.Drawable;
import org.ouroboros3d.data.render.SampleBuffer;
import org.ouroboros3d.data.render.SampleRays;

/** An object made of solids, which fits into a sphere of radius 0.5 around the origin. */
public final class ShapeObject implements Drawable {
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

    /** {@return what it is one of, such as "vehicle"} */
    public String family() {
        return family;
    }

    /** {@return how many solids it is made of} */
    public int parts() {
        return parts.size();
    }

    @Override
    public void draw(SampleRays rays, SampleBuffer samples) {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).cast(rays, samples, i);
        }
        double[] scratch = new double[3];
        for (int sample = 0; sample < samples.depth.length; sample++) {
            if (samples.depth[sample] < SampleBuffer.NOTHING) {
                parts.get(samples.piece[sample]).surface(rays, samples, sample, scratch);
            }
        }
    }
}
