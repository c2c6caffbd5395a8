package org.ouroboros3d.train.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;

/**
 * Samples of one or more streams, taken in turn: sample i is number i / n of stream i mod n of n. A stream that is not
 * where it is needed is opened again.
 */
final class SamplesInTurn implements SampleSource {
    private final List<LongFunction<OrbitSource>> openers;
    /** By the number of their stream; those that were not needed yet are not there. */
    private final Map<Integer, OrbitSource> open = new HashMap<>();

    /**
     * Opens nothing yet.
     *
     * @param openers open each stream at a position
     */
    SamplesInTurn(List<LongFunction<OrbitSource>> openers) {
        this.openers = List.copyOf(openers);
    }

    @Override
    public OrbitSample sample(long number) {
        int turn = (int) (number % openers.size());
        long position = number / openers.size();
        OrbitSource source = open.get(turn);
        if (source == null || source.position() != position) {
            if (source != null) {
                source.close();
            }
            source = openers.get(turn).apply(position);
            open.put(turn, source);
        }
        return source.next();
    }

    @Override
    public void close() {
        open.values().forEach(OrbitSource::close);
        open.clear();
    }
}
