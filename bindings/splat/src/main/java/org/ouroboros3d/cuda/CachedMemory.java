package org.ouroboros3d.cuda;

import java.util.List;
import java.util.Map;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.raster.internal.StreamAbi;
import org.ouroboros3d.tensor.DType;
import org.ouroboros3d.tensor.Device;
import org.ouroboros3d.tensor.Tensor;
import org.ouroboros3d.tensor.TensorScope;

/**
 * Tells whether LibTorch has given free device memory back to the system since this object was made. It keeps the memory
 * of freed tensors for later ones, by stream; when the device has none left it gives back all that is free, of all
 * streams, and with it the inner results of a {@link CudaGraph}, whose launch would then write into what belongs to
 * others.
 *
 * <p>A freed tensor on a stream of its own, 2 MB of memory, is the probe: LibTorch has no use for it, so that it goes
 * when all goes, and the driver numbers allocations, so that one that went and came back is noticed. One question
 * remains open: another thread that runs out of memory between an answer and the launch that it was asked for.
 */
public final class CachedMemory implements AutoCloseable {
    /** LibTorch rounds it up to its smallest segment. */
    private static final long PROBE_BYTES = 512;

    private static final String[] ALLOCATOR_VARIABLES = {
        "PYTORCH_CUDA_ALLOC_CONF", "PYTORCH_ALLOC_CONF", "PYTORCH_NO_CUDA_MEMORY_CACHING"
    };

    private final CudaStream stream;
    private final long address;
    private final long allocation;

    private CachedMemory(CudaStream stream, long address, long allocation) {
        this.stream = stream;
        this.address = address;
        this.allocation = allocation;
    }

    /**
     * Starts to watch.
     *
     * @throws IllegalArgumentException if the device is the host
     * @throws NativeLibraryException if LibTorch's allocator has been told to work in another way, there is no such device,
     *     or libouroboros3d was built without CUDA
     */
    public static CachedMemory watch(Device device) {
        requireUsualAllocator(System.getenv());
        CudaStream stream = CudaStream.on(device);
        boolean watching = false;
        try {
            long[] address = new long[1];
            stream.run(() -> {
                try (TensorScope scope = TensorScope.open()) {
                    address[0] = Tensor.empty(DType.UINT8, device, PROBE_BYTES).dataPointer();
                }
            });
            long allocation = StreamAbi.allocationId(device.index(), address[0]);
            if (allocation == 0) {
                throw new NativeLibraryException(
                        "LibTorch does not keep the memory of freed tensors on " + device
                                + ", which CUDA graphs rely on",
                        List.of());
            }
            watching = true;
            return new CachedMemory(stream, address[0], allocation);
        } finally {
            if (!watching) {
                stream.close();
            }
        }
    }

    /** Some of its settings give back a part of what is free, which the probe would not notice. */
    static void requireUsualAllocator(Map<String, String> environment) {
        for (String variable : ALLOCATOR_VARIABLES) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isBlank()) {
                throw new NativeLibraryException(
                        "CUDA graphs rely on LibTorch's allocator as it is without settings; unset " + variable
                                + ", which is " + value,
                        List.of());
            }
        }
    }

    /** {@return whether all free memory is still LibTorch's} */
    public boolean isKept() {
        return StreamAbi.allocationId(stream.device().index(), address) == allocation;
    }

    /** Stops watching. Closing again does nothing. */
    @Override
    public void close() {
        stream.close();
    }
}
