package org.ouroboros3d.bench;

import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.TensorScope;

/** Waits until a device has computed everything that this thread asked it for. */
final class DeviceWait {
    private DeviceWait() {}

    /**
     * Waits. On a CUDA device one number is made behind everything else in the stream and fetched, which copies four bytes;
     * the host has finished when its operators return.
     */
    static void on(Device device) {
        if (!device.isHost()) {
            try (TensorScope scope = TensorScope.open()) {
                Creation.zeros(DType.FLOAT32, device, 1).item();
            }
        }
    }
}
