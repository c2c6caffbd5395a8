package org.ouroboros3d.train.run;

import org.ouroboros3d.data.OrbitSample;

/** Samples by their number. The same number gives the same sample; consecutive numbers are fast. */
public interface SampleSource extends AutoCloseable {
    /**
     * {@return a sample, waiting for it}
     *
     * @param number from 0
     */
    OrbitSample sample(long number);

    /** Stops what works ahead. */
    @Override
    void close();
}
