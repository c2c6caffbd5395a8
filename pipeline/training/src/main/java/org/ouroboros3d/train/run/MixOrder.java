package org.ouroboros3d.train.run;

import java.util.Arrays;
import java.util.List;
import org.ouroboros3d.data.shapes.ShapeRandom;

/**
 * Which source of a mixture each sample comes from: an independent draw by a hash of the sample's number. A sample's
 * position in its source is the number of samples before it that come from there, so that no position is left out.
 */
final class MixOrder {
    /** Tells these draws from those of objects and orbits. */
    private static final long MIXTURE = 0x6d6978L;

    private final double[] ends;
    private final long[] before;
    private long number;

    /**
     * Where a sample lies.
     *
     * @param source number of its source, from 0
     * @param position in that source, from 0
     */
    record Place(int source, long position) {}

    /** @param shares of the sources, positive; they need not add up to 1 */
    MixOrder(List<Double> shares) {
        this.ends = new double[shares.size()];
        this.before = new long[shares.size()];
        double total = 0;
        for (int i = 0; i < ends.length; i++) {
            total += shares.get(i);
            ends[i] = total;
        }
        for (int i = 0; i < ends.length; i++) {
            ends[i] /= total;
        }
    }

    /** {@return where a sample lies} Going on is fast, going back counts from 0 again. */
    Place place(long sample) {
        if (sample < number) {
            restart();
        }
        for (; number < sample; number++) {
            before[source(number)]++;
        }
        int source = source(sample);
        return new Place(source, before[source]);
    }

    /** {@return the number of the sample that lies at a place} Going on is fast, going back counts from 0 again. */
    long number(Place place) {
        if (place.position() < before[place.source()]) {
            restart();
        }
        while (true) {
            int source = source(number);
            if (source == place.source() && before[source] == place.position()) {
                return number;
            }
            before[source]++;
            number++;
        }
    }

    private void restart() {
        Arrays.fill(before, 0);
        number = 0;
    }

    private int source(long sample) {
        double draw = new ShapeRandom(MIXTURE, sample).unit();
        int source = 0;
        // The last end is 1, which no draw reaches.
        while (draw >= ends[source]) {
            source++;
        }
        return source;
    }
}
