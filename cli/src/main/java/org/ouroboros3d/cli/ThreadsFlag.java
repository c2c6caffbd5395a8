package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Option;

/** How many threads of the processor a command computes with. */
final class ThreadsFlag {
    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = Converters.OfThreads.class,
            description = "Threads of the processor that networks and rasterizer use (default: LibTorch's choice, which"
                    + " OMP_NUM_THREADS sets).")
    private Integer threads;

    /** {@return the threads, 0 for LibTorch's choice} */
    int count() {
        return threads == null ? 0 : threads;
    }

    /** Lets what this thread computes use so many. */
    void use() {
        if (threads != null) {
            LibTorch.load().useThreads(threads);
        }
    }
}
