package org.ouroboros3d.train.run;

import org.ouroboros3d.data.OrbitSample;
import org.ouroboros3d.data.OrbitSource;

/**
 * A source whose positions are counted from another one's.
 *
 * @param source that gives the samples
 * @param start the position there that is 0 here
 */
record ShiftedSource(OrbitSource source, long start) implements OrbitSource {
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
