package org.ouroboros3d.eval;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.image.Image;

/**
 * The first procedural objects that no training sees.
 *
 * @param seed of the objects
 * @param size of the views in pixels
 * @param count how many
 */
public record ShapeSubjects(long seed, int size, int count) implements Iterable<Subject> {
    /** Checks the count. */
    public ShapeSubjects {
        if (count < 1) {
            throw new IllegalArgumentException("an evaluation needs at least one object, not " + count);
        }
    }

    @Override
    public Iterator<Subject> iterator() {
        ShapeSettings settings = ShapeSettings.training(seed, size).evaluation();
        return LongStream.range(0, count)
                .mapToObj(position -> Subject.of(ShapeStream.sample(settings, position)))
                .iterator();
    }

    /** {@return the mean of the first {@code count} objects that training does see} */
    public static List<Image> trainingMean(long seed, int size, int count) {
        ShapeSettings settings = ShapeSettings.training(seed, size);
        MeanObject mean = new MeanObject();
        LongStream.range(0, count)
                .forEach(position -> mean.add(
                        Subject.of(ShapeStream.sample(settings, position)).views()));
        return mean.pictures();
    }
}
