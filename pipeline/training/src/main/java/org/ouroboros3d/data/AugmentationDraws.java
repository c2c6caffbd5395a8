package org.ouroboros3d.data;

import org.ouroboros3d.data.render.Lighting;
import org.ouroboros3d.data.shapes.ShapeObject;
import org.ouroboros3d.data.shapes.ShapeRandom;

/** What an {@link Augmentation} does to one sample. All numbers are drawn whatever is on, so that no switch moves another. */
final class AugmentationDraws {
    /** Tells these numbers from those of objects and orbits. */
    private static final long AUGMENTS = 0x6175676d656e74L;
    /** Tells the numbers of textures from the others. */
    private static final long TEXTURES = 0x74657874757265L;

    private final Augmentation augmentation;
    private final boolean mirrored;
    private final boolean recolored;
    private final ColorChange colors;
    private final double zoom;
    private final double[] stretch = new double[3];
    private final Lighting lighting;
    private final ConditionFlaws flaws;
    private final ShapeRandom textures;

    /**
     * Draws for a sample.
     *
     * @param seed of the stream
     * @param position of the sample in the stream
     */
    AugmentationDraws(Augmentation augmentation, long seed, long position) {
        ShapeRandom random = new ShapeRandom(seed ^ AUGMENTS, position);
        this.augmentation = augmentation;
        this.mirrored = random.chance(augmentation.mirror());
        this.recolored = random.chance(augmentation.hue());
        this.colors = ColorChange.random(random);
        this.zoom = 1 + augmentation.zoom() * random.in(-1, 1);
        for (int axis = 0; axis < 3; axis++) {
            stretch[axis] = 1 + augmentation.stretch() * random.in(-1, 1);
        }
        boolean lit = random.chance(augmentation.light());
        Lighting other = light(random);
        this.lighting = lit ? other : Lighting.DEFAULT;
        this.flaws = ConditionFlaws.random(random, augmentation.jpeg(), augmentation.matting());
        this.textures = new ShapeRandom(seed ^ TEXTURES, position);
    }

    private static Lighting light(ShapeRandom random) {
        double azimuth = StrictMath.toRadians(random.in(-180, 180));
        double elevation = StrictMath.toRadians(random.in(5, 75));
        double x = StrictMath.cos(elevation) * StrictMath.sin(azimuth);
        double y = StrictMath.sin(elevation);
        double z = StrictMath.cos(elevation) * StrictMath.cos(azimuth);
        double ground = random.in(0.2, 0.45);
        return new Lighting(
                ground + random.in(0.05, 0.3),
                ground,
                random.in(0.15, 0.7),
                random.in(0, 0.25),
                Lighting.Direction.of(x, y, z),
                // The weaker light comes from the other side, and from above too.
                Lighting.Direction.of(-x, 0.4 * y, -z));
    }

    /** {@return the frames of an orbit to draw or read} */
    int[] frames(SubOrbit views, int first) {
        return mirrored ? views.mirroredFrames(first) : views.frames(first);
    }

    /** {@return the factor by which pictures are magnified} */
    double zoom() {
        return zoom;
    }

    /** {@return the light on the object} */
    Lighting lighting() {
        return lighting;
    }

    /** {@return the object with another shape, size and other textures} */
    ShapeObject changed(ShapeObject object) {
        ShapeObject shaped = augmentation.reshapes() ? object.stretched(stretch, zoom) : object;
        return augmentation.textures() > 0 ? shaped.textured(augmentation.textures(), textures) : shaped;
    }

    /** {@return the sample of {@link #frames} with other colours, mirrored and with its condition image; takes its arrays} */
    OrbitSample changed(OrbitSample sample) {
        if (recolored) {
            colors.apply(sample.rgba(), sample.size() * sample.size());
        }
        OrbitSample seen = mirrored ? MirroredOrbit.of(sample) : sample;
        return flaws.any() ? seen.withCondition(flaws.of(seen)) : seen;
    }
}
