package org.ouroboros3d.load;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.ouroboros3d.generate.GenerationMetrics;
import org.ouroboros3d.tensor.LibTorch;

/**
 * How a model is opened; {@link #defaults()} is safe on every device.
 *
 * @param precision that its networks compute in
 * @param maxWaiting how many generations may wait behind the one that runs, at least 1
 * @param maxBatch how many waiting generations may run together, at least 1: those whose options are equal but for the
 *     seed share one loop. That gives each the result that it would have alone, up to rounding, and takes more memory for
 *     each: where less is free when a loop begins, as far as that is known, fewer share it, one at least, and the others
 *     wait for the next in their order, see {@link BatchLimit}. Nobody is waited for
 * @param offload whether each network's weights are brought to the device when it computes and freed afterwards, and the
 *     branches of guidance go one after the other: less memory for more time, and the same results up to rounding
 * @param threads of the processor that networks and rasterizer use, up to {@value LibTorch#MAX_THREADS}; 0 for LibTorch's own
 *     choice
 * @param cudaGraphs whether each step is recorded when it is first computed and repeated as a CUDA graph by later
 *     generations with equal options, see {@link org.ouroboros3d.graph.StepGraphs}; for CUDA devices only, and not together with
 *     {@code offload}, whose weights move
 * @param shutdownDrain how long generations may go on when the JVM ends, before those that run are stopped after their step
 *     and those that wait are cancelled; empty for no shutdown hook: whoever ends the JVM closes the model before then, since
 *     native code that computes while the process ends can crash it
 * @param metrics measures what the model serves
 * @param mappedWeights whether weights that need no conversion are used on the host where they lie in their files, which saves
 *     their size in memory. While the model is open its files must not be cut short or overwritten then: that ends the process
 */
public record ModelOptions(
        Precision precision,
        int maxWaiting,
        int maxBatch,
        boolean offload,
        int threads,
        boolean cudaGraphs,
        Optional<Duration> shutdownDrain,
        GenerationMetrics metrics,
        boolean mappedWeights) {
    private static final int DEFAULT_MAX_WAITING = 64;

    /** Checks the ranges. */
    public ModelOptions {
        requirePositive("maxWaiting", maxWaiting);
        requirePositive("maxBatch", maxBatch);
        if (threads < 0 || threads > LibTorch.MAX_THREADS) {
            throw new IllegalArgumentException(
                    "threads must be between 0 and " + LibTorch.MAX_THREADS + ", not " + threads);
        }
        if (shutdownDrain.isPresent() && shutdownDrain.get().isNegative()) {
            throw new IllegalArgumentException("the shutdown drain must not be negative, not " + shutdownDrain.get());
        }
        Objects.requireNonNull(metrics, "metrics; use GenerationMetrics.NONE for none");
        if (offload && cudaGraphs) {
            throw new IllegalArgumentException("CUDA graphs need weights that stay where they are, and low VRAM moves"
                    + " them; choose one of both");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    /**
     * {@return float32, up to 64 waiting generations, one at a time, all weights on the device, LibTorch's
     * threads, no CUDA graphs, a shutdown hook that stops at once, and no metrics}
     */
    public static ModelOptions defaults() {
        return new ModelOptions(
                Precision.FP32,
                DEFAULT_MAX_WAITING,
                1,
                false,
                0,
                false,
                Optional.of(Duration.ZERO),
                GenerationMetrics.NONE,
                false);
    }

    /** {@return these options with another precision} */
    public ModelOptions withPrecision(Precision value) {
        return new ModelOptions(
                value, maxWaiting, maxBatch, offload, threads, cudaGraphs, shutdownDrain, metrics, mappedWeights);
    }

    /** {@return these options with room for {@code value} waiting generations} */
    public ModelOptions withMaxWaiting(int value) {
        return new ModelOptions(
                precision, value, maxBatch, offload, threads, cudaGraphs, shutdownDrain, metrics, mappedWeights);
    }

    /** {@return these options with up to {@code value} generations in one loop} */
    public ModelOptions withMaxBatch(int value) {
        return new ModelOptions(
                precision, maxWaiting, value, offload, threads, cudaGraphs, shutdownDrain, metrics, mappedWeights);
    }

    /** {@return these options with or without model offloading} */
    public ModelOptions withOffload(boolean value) {
        return new ModelOptions(
                precision, maxWaiting, maxBatch, value, threads, cudaGraphs, shutdownDrain, metrics, mappedWeights);
    }

    /** {@return these options with another number of threads} */
    public ModelOptions withThreads(int value) {
        return new ModelOptions(
                precision, maxWaiting, maxBatch, offload, value, cudaGraphs, shutdownDrain, metrics, mappedWeights);
    }

    /** {@return these options with steps repeated as CUDA graphs, or not} */
    public ModelOptions withCudaGraphs(boolean value) {
        return new ModelOptions(
                precision, maxWaiting, maxBatch, offload, threads, value, shutdownDrain, metrics, mappedWeights);
    }

    /**
     * {@return these options with a time for which generations go on when the JVM ends}
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ModelOptions withShutdownDrain(Duration value) {
        return new ModelOptions(
                precision,
                maxWaiting,
                maxBatch,
                offload,
                threads,
                cudaGraphs,
                Optional.of(value),
                metrics,
                mappedWeights);
    }

    /** {@return these options without a shutdown hook: the model is closed before the JVM ends} */
    public ModelOptions withoutShutdownHook() {
        return new ModelOptions(
                precision,
                maxWaiting,
                maxBatch,
                offload,
                threads,
                cudaGraphs,
                Optional.empty(),
                metrics,
                mappedWeights);
    }

    /** {@return these options with other metrics} */
    public ModelOptions withMetrics(GenerationMetrics value) {
        return new ModelOptions(
                precision, maxWaiting, maxBatch, offload, threads, cudaGraphs, shutdownDrain, value, mappedWeights);
    }

    /** {@return these options with weights that are used where they lie in their files, or copied} */
    public ModelOptions withMappedWeights(boolean value) {
        return new ModelOptions(
                precision, maxWaiting, maxBatch, offload, threads, cudaGraphs, shutdownDrain, metrics, value);
    }
}
