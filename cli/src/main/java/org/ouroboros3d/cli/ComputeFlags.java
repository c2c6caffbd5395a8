package org.ouroboros3d.cli;

import org.ouroboros3d.load.ModelOptions;
import org.ouroboros3d.load.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model computes: in which types, in how much memory, and with how many threads. */
final class ComputeFlags {
    /** Loads each network only while it computes. */
    static final String OFFLOAD = "--offload";

    /** What {@link #OFFLOAD} was called. */
    static final String FORMER_OFFLOAD = "--low-vram";

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            converter = Converters.OfPrecision.class,
            description = "Floating type of the networks: fp32, bf16 or fp16, or a type for each, such as"
                    + " denoiser=bf16,decoder=fp16,reconstructor=fp32. Statistics of normalizations, positions and the"
                    + " rasterizer stay in fp32 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    @Option(
            names = OFFLOAD,
            description = "Model offloading: load each network's weights when it computes and free them afterwards, and"
                    + " compute the branches of guidance one after the other: less memory, more time, the same"
                    + " results up to rounding.")
    private boolean offload;

    @Option(names = FORMER_OFFLOAD, hidden = true, description = "What " + OFFLOAD + " was called.")
    private boolean formerOffload;

    @Option(
            names = "--map-weights",
            description = "Map weights that need no conversion from their files instead of copying them: less"
                    + " memory on the CPU. Do not truncate or overwrite the files meanwhile.")
    private boolean mapWeights;

    @Mixin
    private ThreadsFlag threads;

    /** {@return the types} */
    Precision precision() {
        return precision;
    }

    /** {@return whether networks are loaded only while they compute} */
    boolean offload() {
        return offload || formerOffload;
    }

    /** Lets what this thread computes use the threads. */
    void useThreads() {
        threads.use();
    }

    /** {@return the options of a model that computes so} */
    ModelOptions options() {
        return ModelOptions.defaults()
                .withPrecision(precision)
                .withOffload(offload())
                .withMappedWeights(mapWeights)
                .withThreads(threads.count());
    }
}
