package org.ouroboros3d.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/** The two ways on which elements cross between host and device, and how many bytes did. */
public final class Transfers {
    private static final AtomicLong HOST_TO_DEVICE = new AtomicLong();
    private static final AtomicLong DEVICE_TO_HOST = new AtomicLong();
    private static final AtomicLong WITHIN_HOST = new AtomicLong();

    private Transfers() {}

    /** {@return bytes copied from host memory to devices since the start of the JVM} */
    public static long hostToDeviceBytes() {
        return HOST_TO_DEVICE.get();
    }

    /** {@return bytes copied from devices to host memory since the start of the JVM} */
    public static long deviceToHostBytes() {
        return DEVICE_TO_HOST.get();
    }

    /**
     * {@return bytes of host tensors that were asked for on the host since the start of the JVM: by {@link
     * Tensor#to(Device)}, or as Java values} Nothing was copied between memories. A program that computes on the host shows
     * by it the most that it would copy on a device, where a tensor that lies there already stays.
     */
    public static long withinHostBytes() {
        return WITHIN_HOST.get();
    }

    static Tensor to(Tensor tensor, Device target) {
        Device source = tensor.device();
        long bytes = tensor.numel() * tensor.dtype().byteSize();
        if (source.equals(target)) {
            if (source.isHost()) {
                WITHIN_HOST.addAndGet(bytes);
            }
            return tensor.sameElements();
        }
        LibTorchLoader.load();
        count(source, target, bytes);
        return HookHandle.around(OperatorHook.TRANSFER, List.of(tensor), () -> copy(tensor, target), List::of);
    }

    private static Tensor copy(Tensor tensor, Device target) {
        Tensor copy = Tensor.empty(tensor.dtype(), target, tensor.shape());
        // A reference of our own: another thread may close a shared tensor during the copy.
        long from = tensor.newReference();
        try {
            TorchAbi.copy(copy.checkedHandle(), from, false);
        } finally {
            TorchAbi.delete(from);
        }
        return copy;
    }

    /** A contiguous host tensor of {@code dtype} with the same elements; the conversion runs where they are. */
    static Tensor toHost(Tensor tensor, DType dtype) {
        Tensor onHost = to(tensor.to(dtype), Device.CPU);
        return onHost.isContiguous()
                ? onHost
                : Operators.CLONE.begin().tensor(onHost).optional(0).call();
    }

    private static void count(Device source, Device target, long bytes) {
        if (source.isHost()) {
            HOST_TO_DEVICE.addAndGet(bytes);
        } else if (target.isHost()) {
            DEVICE_TO_HOST.addAndGet(bytes);
        }
    }
}
