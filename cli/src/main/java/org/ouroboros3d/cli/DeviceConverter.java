package org.ouroboros3d.cli;

import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code cpu}, {@code cuda} or {@code cuda:1}. */
final class DeviceConverter implements ITypeConverter<Device> {
    @Override
    public Device convert(String text) {
        try {
            return Device.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /**
     * Loads LibTorch.
     *
     * @throws CliException if it cannot compute on {@code device}
     */
    static void requireUsable(Device device) {
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
