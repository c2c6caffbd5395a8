package org.ouroboros3d.data;

import java.util.List;
import java.util.stream.LongStream;
import org.ouroboros3d.data.shapes.ShapeObject;

/** Procedural objects as items of a data set, the same objects from the same side as in a stream. */
public final class ShapeItems {
    private ShapeItems() {}

    /**
     * {@return consecutive objects of a stream}
     *
     * @param settings of the stream; its frames and its size do not matter
     * @param first position in the stream
     * @param count how many
     */
    public static List<DatasetWriter.Item> of(ShapeSettings settings, long first, int count) {
        long start = settings.heldOut() ? ShapeStream.FIRST_HELD_OUT + first : first;
        return LongStream.range(start, start + count)
                .mapToObj(index -> new DatasetWriter.Item(
                        "shape_" + settings.seed() + "_" + index,
                        ShapeStream.orbit(settings, index),
                        () -> ShapeObject.of(settings.seed(), index)))
                .toList();
    }
}
