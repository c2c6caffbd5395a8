package org.ouroboros3d.cli;

import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model computes: in which types, in how much memory, and with how many threads. */
final class ComputeFlags {
    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            converter = PrecisionConverter.class,
            description = "Floating type of the networks: fp32, bf16 or fp16, or a type for each, such as"
                    + " denoiser=bf16,decoder=fp16,reconstructor=fp32. Statistics of normalizations, positions and the"
                    + " rasterizer stay in fp32 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Option(
            names = "--low-vram",
            description =
                    "Load each network's weights when it computes and free them afterwards, and compute the branches"
                            + " of guidance one after the other: less memory, more time, the same results up to rounding.")
    private boolean lowVram;

    @Mixin
    private ThreadsFlag threads;

    /** {@return the types} */
    Precision precision() {
        return precision;
    }

    /** {@return whether memory is to be saved} */
    boolean lowVram() {
        return lowVram;
    }

    /** Lets what this thread computes use the threads. */
    void useThreads() {
        threads.use();
    }

    /** {@return the options of a model that computes so} */
    ModelOptions options() {
        return ModelOptions.defaults()
                .withPrecision(precision)
                .withLowVram(lowVram)
                .withThreads(threads.count());
    }
}
