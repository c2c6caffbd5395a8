package org.ouroboros3d.cli;

import java.util.Locale;
import org.ouroboros3d.tensor.DType;
import picocli.CommandLine.Option;

/** What networks compute in. */
final class PrecisionFlag {
    /** Named as users of deep-learning frameworks name them. */
    private enum Precision {
        FP32(DType.FLOAT32),
        BF16(DType.BFLOAT16),
        FP16(DType.FLOAT16);

        private final DType dtype;

        Precision(DType dtype) {
            this.dtype = dtype;
        }
    }

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            defaultValue = "fp32",
            description = "What the networks compute in: fp32, bf16 or fp16 (default: ${DEFAULT-VALUE}).")
    private Precision precision;

    DType dtype() {
        return precision.dtype;
    }

    String word() {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
