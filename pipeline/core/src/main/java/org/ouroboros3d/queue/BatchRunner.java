package org.ouroboros3d.queue;

import java.util.List;
import java.util.OptionalLong;
import org.ouroboros3d.generate.Generation;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.generate.GenerationOptions;
import org.ouroboros3d.io.ProcessMemory;
import org.ouroboros3d.tensor.Tensor;

/** Computes batches of generations, on the model's thread. */
@FunctionalInterface
public interface BatchRunner {
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

    /** {@return what the process and the device hold now, for metrics} */
    default GenerationMetrics.Memory memory() {
        return new GenerationMetrics.Memory(Tensor.liveCount(), ProcessMemory.now(), OptionalLong.empty());
    }
}
