package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.Option;

/** Where a command computes. */
final class DeviceFlag {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            converter = Converters.OfDevice.class,
            description = "Where to compute: cpu, cuda or cuda:INDEX (default: ${DEFAULT-VALUE}).")
    private Device device;

    /** {@return the device, of which nothing is known yet} */
    Device named() {
        return device;
    }

    /**
     * {@return the device}
     *
     * @throws CliException if LibTorch cannot compute on it
     */
    Device usable() {
        requireUsable();
        return device;
    }

    /**
     * Loads LibTorch.
     *
     * @throws CliException if it cannot compute on the device
     */
    void requireUsable() {
        LibTorch loaded = LibTorch.load();
        if (!device.isHost() && !loaded.cuda()) {
            throw new CliException(
                    ExitCode.ENVIRONMENT,
                    "there is no " + device + ": LibTorch in " + loaded.folder()
                            + " was built without CUDA; use --device cpu, or set OUROBOROS3D_LIBTORCH to a LibTorch"
                            + " with CUDA");
        }
    }
}
