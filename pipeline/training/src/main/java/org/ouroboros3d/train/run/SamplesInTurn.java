package org.ouroboros3d.train.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;

/**
 * Samples of one or more streams, taken in turn: sample i is number i / n of stream i mod n of n. A stream that is not
 * where it is needed is opened again.
 */
final class SamplesInTurn implements SampleSource {
    private final List<LongFunction<OrbitSource>> openers;
    private final List<OrbitSource> open = new ArrayList<>();

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
        if (open.isEmpty()) {
            for (int i = 0; i < openers.size(); i++) {
                // The first position that each will be asked for.
                open.add(openers.get(i).apply(position + (i < turn ? 1 : 0)));
            }
        }
        if (open.get(turn).position() != position) {
            open.get(turn).close();
            open.set(turn, openers.get(turn).apply(position));
        }
        return open.get(turn).next();
    }

    @Override
    public void close() {
        open.forEach(OrbitSource::close);
        open.clear();
    }
}
