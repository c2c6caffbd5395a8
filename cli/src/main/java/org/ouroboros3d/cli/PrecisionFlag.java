package org.ouroboros3d.cli;

import org.ouroboros3d.generate.ModelOptions;
import org.ouroboros3d.generate.Precision;
import picocli.CommandLine.Option;

/** What a model computes in. */
final class PrecisionFlag {
    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            converter = PrecisionConverter.class,
            description = "Floating type of the networks: fp32, bf16 or fp16, or a type for each, such as"
                    + " denoiser=bf16,decoder=fp16,reconstructor=fp32. Statistics of normalizations, positions and the"
                    + " rasterizer stay in fp32 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    Precision precision() {
        return precision;
    }

    /** {@return the options of a model that computes so} */
    ModelOptions options() {
        return ModelOptions.defaults().withPrecision(precision);
    }
}
