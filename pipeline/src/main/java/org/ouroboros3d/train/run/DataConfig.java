package org.ouroboros3d.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.ouroboros3d.data.Orbit;
import org.ouroboros3d.data.OrbitSource;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.data.SubOrbit;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.weights.JsonConfig;

/**
 * Procedural shapes to train on.
 *
 * @param seed of the objects
 * @param views which frames of an orbit make a sample; samples take turns where several are named
 * @param minElevation of the cameras in degrees
 * @param maxElevation of the cameras in degrees
 */
public record DataConfig(long seed, List<SubOrbit> views, double minElevation, double maxElevation) {
    static final DataConfig DEFAULT = new DataConfig(
            1, List.of(SubOrbit.EVERY_OTHER, SubOrbit.PUBLISHED), Orbit.MIN_ELEVATION, Orbit.MAX_ELEVATION);

    /** Streams of one seed with other views begin this far apart, so that they show other objects. */
    private static final long STREAM_DISTANCE = 1L << 32;

    private static final int AHEAD = 8;

    /** Checks that there are views. */
    public DataConfig {
        views = List.copyOf(views);
        if (views.isEmpty()) {
            throw new IllegalArgumentException(
                    "data.shapes: \"views\" must name at least one of every_other, published");
        }
    }

    static DataConfig fromJson(JsonNode node) {
        JsonConfig data = JsonConfig.of("data", node).only("shapes");
        JsonConfig json = JsonConfig.of("data.shapes", data.object("shapes"))
                .only("seed", "views", "minElevation", "maxElevation");
        DataConfig read = new DataConfig(
                json.longInteger("seed", DEFAULT.seed),
                json.has("views") ? json.constants(SubOrbit.class, "views") : DEFAULT.views,
                json.number("minElevation", DEFAULT.minElevation),
                json.number("maxElevation", DEFAULT.maxElevation));
        read.settings(SubOrbit.PUBLISHED, 1);
        return read;
    }

    void writeTo(ObjectNode node) {
        ObjectNode shapes = node.putObject("shapes");
        shapes.put("seed", seed);
        ArrayNode names = shapes.putArray("views");
        views.forEach(view -> names.add(ConfigWords.of(view)));
        shapes.put("minElevation", minElevation);
        shapes.put("maxElevation", maxElevation);
    }

    private ShapeSettings settings(SubOrbit frames, int size) {
        return ShapeSettings.training(seed, size).withViews(frames).withElevations(minElevation, maxElevation);
    }

    /** {@return the samples, drawn ahead by some of the processors} */
    BatchSource training(int size, Device device) {
        return open(size, device, false, threads());
    }

    /** {@return samples that no training sees, as the method's inference has its views} */
    BatchSource heldOut(int size, Device device) {
        return open(size, device, true, 1);
    }

    private BatchSource open(int size, Device device, boolean heldOut, int threads) {
        List<LongFunction<OrbitSource>> openers = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            ShapeSettings training = settings(views.get(i), size);
            ShapeSettings settings = heldOut ? training.evaluation() : training;
            long start = i * STREAM_DISTANCE;
            openers.add(
                    position -> new ShiftedSource(ShapeStream.open(settings, start + position, threads, AHEAD), start));
        }
        return new OrbitBatches(openers, views.getFirst().frames(0).length, device);
    }

    private static int threads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
