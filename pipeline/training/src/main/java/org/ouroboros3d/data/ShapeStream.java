package org.ouroboros3d.data;

import java.util.Arrays;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.render.OrbitRenderer;
import org.ouroboros3d.data.render.RenderedOrbit;
import org.ouroboros3d.data.shapes.ShapeObject;
import org.ouroboros3d.data.shapes.ShapeRandom;
import org.ouroboros3d.geometry.Cameras;
import org.ouroboros3d.image.Image;

/**
 * Samples of procedural objects, a new object each time. Sample i depends on the settings and i alone, whatever was
 * drawn before and however many threads draw.
 */
public final class ShapeStream implements OrbitSource {
    /**
     * Index of the first object that no training sees, of 2^40 to 2^41 - 1: objects below it are for training, the others
     * for evaluation.
     */
    public static final long FIRST_HELD_OUT = 1L << 40;

    /** Tells the numbers of an orbit from those of its object. */
    private static final long ORBITS = 0x6f72626974L;

    private final Prefetcher<OrbitSample> prefetcher;

    private ShapeStream(Prefetcher<OrbitSample> prefetcher) {
        this.prefetcher = prefetcher;
    }

    /**
     * Opens the stream and lets threads draw ahead.
     *
     * @param settings of the stream
     * @param position of the first sample, from 0
     * @param threads that draw
     * @param depth samples that may be ready ahead
     */
    public static ShapeStream open(ShapeSettings settings, long position, int threads, int depth) {
        return open(settings, position, threads, depth, any -> true);
    }

    /**
     * Opens the stream for a part of its samples.
     *
     * @param wanted which positions will be asked for; the others are passed over
     */
    public static ShapeStream open(
            ShapeSettings settings, long position, int threads, int depth, LongPredicate wanted) {
        return new ShapeStream(new Prefetcher<>(i -> sample(settings, i), position, threads, depth, wanted));
    }

    /** {@return sample {@code position} of the stream with the settings} */
    public static OrbitSample sample(ShapeSettings settings, long position) {
        return sample(settings, position, Integer.MAX_VALUE);
    }

    /** {@return the first frame of {@link #sample} alone, RGBA, for a fraction of the time} */
    public static Image inputView(ShapeSettings settings, long position) {
        return sample(settings, position, 1).image(0);
    }

    private static OrbitSample sample(ShapeSettings settings, long position, int mostFrames) {
        long index = index(settings, position);
        AugmentationDraws draws = new AugmentationDraws(settings.augmentation(), settings.seed(), index);
        int[] frames = draws.frames(settings.views(), 0);
        Cameras cameras = orbit(settings, index).cameras(Arrays.copyOf(frames, Math.min(mostFrames, frames.length)));
        ShapeObject object = draws.changed(ShapeObject.of(settings.seed(), index));
        String id = object.family() + " " + settings.seed() + "/" + index;
        RenderedOrbit rendered =
                OrbitRenderer.render(object, cameras, settings.size(), OrbitRenderer.SUPERSAMPLING, draws.lighting());
        return draws.changed(OrbitSample.of(id, rendered, cameras));
    }

    private static long index(ShapeSettings settings, long position) {
        if (position < 0 || position >= FIRST_HELD_OUT) {
            throw new IllegalArgumentException(
                    "A stream has the positions 0 to " + (FIRST_HELD_OUT - 1) + ", not " + position);
        }
        return settings.heldOut() ? FIRST_HELD_OUT + position : position;
    }

    /** {@return the orbit that an object is seen from} */
    static Orbit orbit(ShapeSettings settings, long index) {
        return Orbit.random(
                new ShapeRandom(settings.seed() ^ ORBITS, index), settings.minElevation(), settings.maxElevation());
    }

    @Override
    public OrbitSample next() {
        return prefetcher.next();
    }

    @Override
    public long position() {
        return prefetcher.position();
    }

    @Override
    public void close() {
        prefetcher.close();
    }
}
