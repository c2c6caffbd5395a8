package org.ouroboros3d.generate;

import java.util.OptionalLong;
import org.ouroboros3d.io.HostMemory;
import org.ouroboros3d.tensor.Device;

/** Tells how much of a device's memory is free. */
@FunctionalInterface
interface FreeMemory {
    /** As the system tells it of the host; LibTorch's C ABI does not tell it of CUDA devices. */
    FreeMemory OF_MACHINE = device -> device.isHost() ? HostMemory.available() : OptionalLong.empty();

    /** {@return bytes that can be allocated now; empty where nobody knows} */
    OptionalLong bytes(Device device);
}
