package org.ouroboros3d.train.run;

import org.ouroboros3d.train.TrainingBatch;

/**
 * The batches of a source with fewer pixels, which keep the source's pictures as {@link TrainingBatch#large}.
 *
 * @param source of larger pictures
 * @param size width and height in pixels
 */
record ShrunkBatches(BatchSource source, int size) implements BatchSource {
    @Override
    public TrainingBatch batch(long firstSample, int count) {
        return source.batch(firstSample, count).shrunk(size);
    }

    @Override
    public int frames() {
        return source.frames();
    }

    @Override
    public void close() {
        source.close();
    }
}
