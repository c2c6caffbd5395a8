package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.Device;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether steps are repeated as CUDA graphs. */
final class CudaGraphsFlag {
    private static final String NAME = "--cuda-graphs";

    @Option(
            names = NAME,
            description = "Capture each step as a CUDA graph when it is first computed, and replay it in later"
                    + " generations with equal options; one generation alone gains nothing. Needs --device cuda. Steps"
                    + " that cannot be captured run as usual.")
    private boolean named;

    /**
     * {@return whether it was named}
     *
     * @throws ParameterException if it was, and the device is the host
     */
    boolean on(Device device, CommandLine command) {
        if (named && device.isHost()) {
            throw new ParameterException(command, NAME + " needs a CUDA device; add --device cuda, or leave it out");
        }
        return named;
    }
}
