package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.ouroboros3d.data.Augmentation;
import org.ouroboros3d.data.Orbit;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.data.SubOrbit;

/**
 * Procedural shapes to train on.
 *
 * @param seed of the objects
 * @param views which frames of an orbit make a sample; samples take turns where several are named
 * @param minElevation of the cameras in degrees
 * @param maxElevation of the cameras in degrees
 */
public record ShapesData(long seed, List<SubOrbit> views, double minElevation, double maxElevation)
        implements DataConfig {
    static final ShapesData DEFAULT = new ShapesData(
            1, List.of(SubOrbit.EVERY_OTHER, SubOrbit.PUBLISHED), Orbit.MIN_ELEVATION, Orbit.MAX_ELEVATION);

    /** Streams of one seed with other views begin this far apart, so that they show other objects. */
    private static final long STREAM_DISTANCE = 1L << 32;

    /** Checks the views and the elevations. */
    public ShapesData {
        views = DataViews.require(views);
        ShapeSettings.training(seed, 1).withElevations(minElevation, maxElevation);
    }

    @Override
    public boolean knowsSurfaces() {
        return true;
    }

    @Override
    public String checksum() {
        return "";
    }

    @Override
    public SampleSource trainingSamples(
            int size, Augmentation augmentation, LongPredicate wanted, Consumer<String> notices) {
        return open(ShapeSettings.training(seed, size).withAugmentation(augmentation), wanted);
    }

    @Override
    public SampleSource heldOutSamples(int size) {
        return open(ShapeSettings.training(seed, size).evaluation(), any -> true);
    }

    private SampleSource open(ShapeSettings objects, LongPredicate wanted) {
        List<LongFunction<OrbitSource>> openers = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            ShapeSettings settings = objects.withViews(views.get(i)).withElevations(minElevation, maxElevation);
            long start = i * STREAM_DISTANCE;
            LongPredicate ofStream = DataViews.ofTurn(wanted, i, views.size());
            openers.add(position -> new ShiftedSource(
                    ShapeStream.open(
                            settings,
                            start + position,
                            DataViews.threads(),
                            DataViews.AHEAD,
                            at -> ofStream.test(at - start)),
                    start));
        }
        return new SamplesInTurn(openers);
    }

    /**
     * A source whose positions are counted from another one's.
     *
     * @param source that gives the samples
     * @param start the position there that is 0 here
     */
    private record ShiftedSource(OrbitSource source, long start) implements OrbitSource {
        @Override
        public OrbitSample next() {
            return source.next();
        }

        @Override
        public long position() {
            return source.position() - start;
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
