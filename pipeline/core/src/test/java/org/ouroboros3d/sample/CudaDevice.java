package org.ouroboros3d.sample;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.ops.Creation;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.LibTorch;
import org.ouroboros3d.tensor.TensorScope;

/** The device of tests that need a GPU. */
public final class CudaDevice {
    private CudaDevice() {}

    /** {@return the first CUDA device; where LibTorch can use none, the test is skipped} */
    public static Device orSkip() {
        Device device = Device.cuda(0);
        assumeTrue(computes(device), "there is no CUDA device that LibTorch can use");
        return device;
    }

    private static boolean computes(Device device) {
        if (!LibTorch.load().cuda()) {
            return false;
        }
        try (TensorScope scope = TensorScope.open()) {
            Creation.zeros(DType.FLOAT32, device, 1).item();
            return true;
        } catch (NativeException e) {
            return false;
        }
    }
}
