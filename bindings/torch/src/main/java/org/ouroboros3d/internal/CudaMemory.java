package org.ouroboros3d.internal;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the stable C ABI lacks of devices: how many there are, their names and memory. CUDA's runtime tells it, which a LibTorch with
 * CUDA has loaded as one of its dependencies, so that its functions are found among LibTorch's.
 */
public final class CudaMemory {
    private static final System.Logger LOG = System.getLogger(CudaMemory.class.getName());
    private static final int SUCCESS = 0;

    /** More than a {@code cudaDeviceProp} of any version takes. */
    private static final long PROPERTIES_BYTES = 1 << 14;

    private CudaMemory() {}

    /** A device's bytes. */
    public record Bytes(long free, long total) {}

    /** The functions of CUDA's runtime. */
    private record Functions(
            MethodHandle getDevice, MethodHandle setDevice, MethodHandle memGetInfo, MethodHandle getLastError) {
        static final Optional<Functions> FOUND = find();

        private static Optional<Functions> find() {
            MethodHandle getDevice = find(LinkedFunction.CUDA_GET_DEVICE);
            MethodHandle setDevice = find(LinkedFunction.CUDA_SET_DEVICE);
            MethodHandle memGetInfo = find(LinkedFunction.CUDA_MEM_GET_INFO);
            MethodHandle getLastError = find(LinkedFunction.CUDA_GET_LAST_ERROR);
            return getDevice == null || setDevice == null || memGetInfo == null || getLastError == null
                    ? Optional.empty()
                    : Optional.of(new Functions(getDevice, setDevice, memGetInfo, getLastError));
        }

        /** Null where it is not there. */
        private static MethodHandle find(LinkedFunction function) {
            return function.find(SymbolLookup.loaderLookup()).orElse(null);
        }

        Optional<Bytes> bytes(int device) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment before = arena.allocate(ValueLayout.JAVA_INT);
                MemorySegment free = arena.allocate(ValueLayout.JAVA_LONG);
                MemorySegment total = arena.allocate(ValueLayout.JAVA_LONG);
                boolean told = (int) getDevice.invokeExact(before) == SUCCESS;
                if (told) {
                    told = (int) setDevice.invokeExact(device) == SUCCESS
                            && (int) memGetInfo.invokeExact(free, total) == SUCCESS;
                    told &= (int) setDevice.invokeExact(before.get(ValueLayout.JAVA_INT, 0)) == SUCCESS;
                }
                if (told) {
                    return Optional.of(
                            new Bytes(free.get(ValueLayout.JAVA_LONG, 0), total.get(ValueLayout.JAVA_LONG, 0)));
                }
                // Taken from the runtime: LibTorch would find it after its own next call.
                int error = (int) getLastError.invokeExact();
                LOG.log(
                        Level.DEBUG,
                        "CUDA does not tell how much memory device {0} has free: error {1}",
                        device,
                        error);
                return Optional.empty();
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("a downcall throws nothing checked", e);
            }
        }
    }

    /**
     * {@return bytes that the device can still allocate; empty if there is no such device, or no CUDA} What LibTorch keeps
     * to use again counts as taken.
     *
     * @param device index of the device, after LibTorch was loaded
     */
    public static OptionalLong free(int device) {
        return bytes(device).map(bytes -> OptionalLong.of(bytes.free())).orElse(OptionalLong.empty());
    }

    /** {@return the bytes of a device; empty if there is no such device, or no CUDA} */
    public static Optional<Bytes> bytes(int device) {
        return Functions.FOUND.flatMap(functions -> functions.bytes(device));
    }

    /**
     * Makes a device that of this thread.
     *
     * @throws IllegalStateException if there is no such device, or no CUDA
     */
    public static void makeCurrent(int device) {
        MethodHandle setDevice = Functions.find(LinkedFunction.CUDA_SET_DEVICE);
        int status;
        try {
            status = setDevice == null ? -1 : (int) setDevice.invokeExact(device);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
        if (status != SUCCESS) {
            throw new IllegalStateException("CUDA has no device " + device + " (status " + status + ")");
        }
    }

    /** {@return how many devices CUDA's runtime shows, 0 without CUDA or a driver} */
    public static int count() {
        MethodHandle getCount = Functions.find(LinkedFunction.CUDA_GET_DEVICE_COUNT);
        if (getCount == null) {
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            return (int) getCount.invokeExact(count) == SUCCESS ? count.get(ValueLayout.JAVA_INT, 0) : 0;
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }

    /** {@return the name of a device, which is the first field of its properties; empty where it is not told} */
    public static Optional<String> name(int device) {
        MethodHandle newer = Functions.find(LinkedFunction.CUDA_GET_DEVICE_PROPERTIES_V2);
        MethodHandle getProperties = newer != null ? newer : Functions.find(LinkedFunction.CUDA_GET_DEVICE_PROPERTIES);
        if (getProperties == null) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment properties = arena.allocate(PROPERTIES_BYTES, Long.BYTES);
            return (int) getProperties.invokeExact(properties, device) == SUCCESS
                    ? Optional.of(properties.getString(0))
                    : Optional.empty();
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall throws nothing checked", e);
        }
    }
}
