package org.ouroboros3d.generate;

import java.util.List;

/** Computes batches of generations, on the model's thread. */
@FunctionalInterface
interface BatchRunner {
    /** {@return a result for each request of a batch, in their order} */
    List<Generation> run(GenerationBatch batch);

    /**
     * {@return how many generations can run together now, from 1 to {@code most}}
     *
     * @param options of each, but for the seed
     * @param most that may
     */
    default int limit(GenerationOptions options, int most) {
        return most;
    }
}
