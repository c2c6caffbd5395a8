package org.ouroboros3d.train.run;

import org.ouroboros3d.train.TrainingBatch;

/** Training samples by their number, so that a resumed run sees what an uninterrupted one would. */
public interface BatchSource extends AutoCloseable {
    /**
     * {@return some samples, in the innermost scope} The same numbers give the same samples; consecutive calls are fast
     * when each begins where the last ended.
     *
     * @param firstSample number of the first, from 0
     * @param size how many
     */
    TrainingBatch batch(long firstSample, int size);

    /** {@return views of each object} */
    int frames();

    /** Stops what works ahead. */
    @Override
    void close();
}
