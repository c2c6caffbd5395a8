package org.ouroboros3d.eval;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;
import org.ouroboros3d.data.ShapeSettings;
import org.ouroboros3d.data.ShapeStream;
import org.ouroboros3d.image.Image;
import org.ouroboros3d.image.WhiteBackground;

/**
 * The look-up baseline: the mean, view by view, of those training objects whose input views are nearest to the subject's by
 * the squared distance of pixels on white, k-nearest-neighbor regression (Cover and Hart 1967). What a model is ahead of it
 * in unseen views is not remembered. Its first view is that mean too, not the input.
 *
 * <p>Keeps the input views of all objects, {@code 3 size²} bytes each, and draws the rest of the nearest ones again when
 * they are asked for.
 */
public final class NearestObjects implements Method {
    private record Neighbor(int position, long distance) {}

    private static final Comparator<Neighbor> FARTHEST_FIRST = Comparator.comparingLong(Neighbor::distance)
            .thenComparingInt(Neighbor::position)
            .reversed();

    private final ShapeSettings settings;
    private final byte[][] inputs;
    private final int nearest;

    private NearestObjects(ShapeSettings settings, byte[][] inputs, int nearest) {
        this.settings = settings;
        this.inputs = inputs;
        this.nearest = nearest;
    }

    /**
     * {@return the look-up in the first procedural objects that training does see}
     *
     * @param seed of the objects
     * @param size of the views in pixels
     * @param count how many objects, at least {@code nearest}
     * @param nearest how many of them a prediction is the mean of, at least 1
     * @param drawn is told how many are drawn
     * @throws CancellationException if the thread is interrupted
     */
    public static NearestObjects draw(long seed, int size, int count, int nearest, IntConsumer drawn) {
        if (nearest < 1 || count < nearest) {
            throw new IllegalArgumentException(
                    "a look-up needs the nearest 1 to " + count + " of " + count + " objects, not " + nearest);
        }
        ShapeSettings settings = ShapeSettings.training(seed, size);
        byte[][] inputs = new byte[count][];
        for (int position = 0; position < count; position++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("stopped after " + position + " training objects");
            }
            inputs[position] = levels(ShapeStream.inputView(settings, position));
            drawn.accept(position + 1);
        }
        return new NearestObjects(settings, inputs, nearest);
    }

    @Override
    public Prediction predict(Subject subject) {
        MeanObject mean = new MeanObject();
        for (int position : nearestTo(subject.input())) {
            mean.add(Subject.of(ShapeStream.sample(settings, position)).views());
        }
        return Prediction.of(mean.pictures());
    }

    /**
     * {@return the positions of the nearest objects in the stream, the nearest first}
     *
     * @throws IllegalArgumentException if the picture is of another size
     */
    int[] nearestTo(Image input) {
        byte[] wanted = levels(input);
        if (wanted.length != inputs[0].length) {
            throw new IllegalArgumentException("the look-up holds views of " + settings.size()
                    + " pixels a side, not of " + input.width() + " × " + input.height());
        }
        PriorityQueue<Neighbor> best = new PriorityQueue<>(FARTHEST_FIRST);
        for (int position = 0; position < inputs.length; position++) {
            best.add(new Neighbor(position, squaredDistance(wanted, inputs[position])));
            if (best.size() > nearest) {
                best.remove();
            }
        }
        return best.stream()
                .sorted(FARTHEST_FIRST.reversed())
                .mapToInt(Neighbor::position)
                .toArray();
    }

    private static long squaredDistance(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            int difference = (a[i] & 0xff) - (b[i] & 0xff);
            sum += (long) difference * difference;
        }
        return sum;
    }

    /** {@return the picture on white, rounded to 256 levels} */
    private static byte[] levels(Image view) {
        Image white = Image.ofPlanar(view.width(), view.height(), 3, WhiteBackground.composite(view));
        byte[] levels = new byte[white.samples().remaining()];
        white.samples().get(levels);
        return levels;
    }
}
