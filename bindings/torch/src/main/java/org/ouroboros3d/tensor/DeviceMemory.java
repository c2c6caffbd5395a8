package org.ouroboros3d.tensor;

import java.util.OptionalLong;
import org.ouroboros3d.internal.CudaMemory;
import org.ouroboros3d.internal.LibTorchLoader;

/** The memory of CUDA devices. */
public final class DeviceMemory {
    private DeviceMemory() {}

    /**
     * {@return bytes that a device can still allocate; empty if it is not there, or nobody can tell} What LibTorch keeps to
     * use again, after its tensors were freed, counts as taken.
     *
     * @param device a CUDA device
     * @throws IllegalArgumentException if it is the host
     */
    public static OptionalLong free(Device device) {
        if (device.isHost()) {
            throw new IllegalArgumentException("the host's memory is not a device's: ask the operating system");
        }
        LibTorchLoader.load();
        return CudaMemory.free(device.index());
    }
}
