package org.ouroboros3d.data;

/**
 * What a stream of procedural objects consists of.
 *
 * @param seed of objects and orbits
 * @param size width and height of a view in pixels
 * @param views frames of an orbit that make a sample
 * @param minElevation of the cameras in degrees above the horizon
 * @param maxElevation of the cameras in degrees above the horizon
 * @param heldOut whether the objects are those for evaluation, which no training sees
 * @param augmentation random changes of the samples
 */
public record ShapeSettings(
        long seed,
        int size,
        SubOrbit views,
        double minElevation,
        double maxElevation,
        boolean heldOut,
        Augmentation augmentation) {
    private static final double STEEPEST = 85;

    /** Checks the size and the elevations. */
    public ShapeSettings {
        if (size < 1) {
            throw new IllegalArgumentException("A view needs at least one pixel, got the size " + size);
        }
        if (!(minElevation >= -STEEPEST) || !(maxElevation <= STEEPEST) || !(minElevation <= maxElevation)) {
            throw new IllegalArgumentException("Elevations must go up, between -" + STEEPEST + " and " + STEEPEST
                    + " degrees, got " + minElevation + " to " + maxElevation);
        }
    }

    /** {@return a stream for training, with every other frame of orbits of all elevations} */
    public static ShapeSettings training(long seed, int size) {
        return new ShapeSettings(
                seed, size, SubOrbit.EVERY_OTHER, Orbit.MIN_ELEVATION, Orbit.MAX_ELEVATION, false, Augmentation.NONE);
    }

    /** {@return the same with other frames} */
    public ShapeSettings withViews(SubOrbit frames) {
        return new ShapeSettings(seed, size, frames, minElevation, maxElevation, heldOut, augmentation);
    }

    /** {@return the same with cameras at other elevations} */
    public ShapeSettings withElevations(double min, double max) {
        return new ShapeSettings(seed, size, views, min, max, heldOut, augmentation);
    }

    /** {@return the same with other random changes} */
    public ShapeSettings withAugmentation(Augmentation changes) {
        return new ShapeSettings(seed, size, views, minElevation, maxElevation, heldOut, changes);
    }

    /** {@return the same with the objects that no training sees, as they are} */
    public ShapeSettings evaluation() {
        return new ShapeSettings(seed, size, views, minElevation, maxElevation, true, Augmentation.NONE);
    }
}
