package org.ouroboros3d.load;

import java.util.OptionalLong;
import org.ouroboros3d.tensor.AvailableMemory;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.DeviceMemory;

/** Tells how much of a device's memory is free. */
@FunctionalInterface
interface FreeMemory {
    /** As the operating system tells it of the host, and CUDA of its devices. */
    FreeMemory OF_MACHINE = device -> device.isHost() ? AvailableMemory.available() : DeviceMemory.free(device);

    /** {@return bytes that can be allocated now; empty where nobody knows} */
    OptionalLong bytes(Device device);
}
