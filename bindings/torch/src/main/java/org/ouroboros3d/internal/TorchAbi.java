package org.ouroboros3d.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntSupplier;
import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.ffi.torch.TorchStable;

/**
 * LibTorch's stable C ABI on raw handles: every function checks its status, and out-parameters live in a small
 * per-thread block, so that a call allocates nothing. Handles are addresses; ownership is stated at each method.
 */
public final class TorchAbi {
    /** All of memory, for reading what LibTorch points to without making a segment for every read. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ConcurrentMap<String, MemorySegment> NAMES = new ConcurrentHashMap<>();
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private TorchAbi() {}

    /** Out-parameters and shapes of one thread's calls. Freed with the thread, by the collector. */
    private static final class Scratch {
        static final int MAX_RANK = 64;
        final Arena arena = Arena.ofAuto();
        final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
        final MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, MAX_RANK);
        final MemorySegment strides = arena.allocate(ValueLayout.JAVA_LONG, MAX_RANK);
        final MemorySegment optional = arena.allocate(ValueLayout.ADDRESS);

        long result() {
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Bit-packed version of the loaded LibTorch: major in the highest byte, minor in the next. */
    public static long abiVersion() {
        return TorchStable.aoti_torch_abi_version();
    }

    /** A C string that lives as long as the process; operator names are few and reused. */
    public static MemorySegment name(String text) {
        return NAMES.computeIfAbsent(text, t -> Arena.global().allocateFrom(t));
    }

    /** Calls an operator; the handles on the stack are consumed, results replace them. Returns the status. */
    public static int dispatch(MemorySegment operator, MemorySegment overload, MemorySegment stack, long abiVersion) {
        return TorchStable.torch_call_dispatcher(operator, overload, stack, abiVersion);
    }

    /** The message of the last exception, where this LibTorch (2.13 and later) tells it. */
    public static Optional<String> lastMessage() {
        if (!isAvailable("torch_exception_get_what_without_backtrace")) {
            return Optional.empty();
        }
        MemorySegment text = TorchStable.torch_exception_get_what_without_backtrace();
        return text.address() == 0
                ? Optional.empty()
                : Optional.of(text.reinterpret(Long.MAX_VALUE).getString(0));
    }

    /** Whether the loaded LibTorch exports {@code symbol}: not all versions have all functions. */
    public static boolean isAvailable(String symbol) {
        return SymbolLookup.loaderLookup().find(symbol).isPresent();
    }

    private static void check(int status, String function) {
        if (status != 0) {
            throw new NativeException(
                    function, status, lastMessage().orElse("LibTorch printed the reason on standard error"));
        }
    }

    /** Calls a function that can fail by its arguments; it is called again to learn why, where LibTorch does not tell. */
    private static void call(String function, IntSupplier call) {
        int status = call.getAsInt();
        if (status != 0) {
            throw new NativeException(function, status, lastMessage().orElseGet(() -> ErrorStream.reasonOf(call)));
        }
    }

    /** A new reference to the same tensor; the caller owns it. */
    public static long newReference(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_new_tensor_handle(MemorySegment.ofAddress(tensor), scratch.out),
                "aoti_torch_new_tensor_handle");
        return scratch.result();
    }

    /** Gives a reference back. */
    public static void delete(long tensor) {
        check(
                TorchStable.aoti_torch_delete_tensor_object(MemorySegment.ofAddress(tensor)),
                "aoti_torch_delete_tensor_object");
    }

    public static long[] shape(long tensor) {
        Scratch scratch = SCRATCH.get();
        MemorySegment handle = MemorySegment.ofAddress(tensor);
        check(TorchStable.aoti_torch_get_dim(handle, scratch.out), "aoti_torch_get_dim");
        long[] shape = new long[Math.toIntExact(scratch.result())];
        check(TorchStable.aoti_torch_get_sizes(handle, scratch.out), "aoti_torch_get_sizes");
        read(scratch.result(), shape);
        return shape;
    }

    /** How many elements apart the neighbours of each dimension lie. */
    public static long[] strides(long tensor) {
        Scratch scratch = SCRATCH.get();
        MemorySegment handle = MemorySegment.ofAddress(tensor);
        check(TorchStable.aoti_torch_get_dim(handle, scratch.out), "aoti_torch_get_dim");
        long[] strides = new long[Math.toIntExact(scratch.result())];
        check(TorchStable.aoti_torch_get_strides(handle, scratch.out), "aoti_torch_get_strides");
        read(scratch.result(), strides);
        return strides;
    }

    private static void read(long address, long[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address + 8L * i);
        }
    }

    public static int dtype(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(TorchStable.aoti_torch_get_dtype(MemorySegment.ofAddress(tensor), scratch.out), "aoti_torch_get_dtype");
        return scratch.out.get(ValueLayout.JAVA_INT, 0);
    }

    public static int deviceType(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_get_device_type(MemorySegment.ofAddress(tensor), scratch.out),
                "aoti_torch_get_device_type");
        return scratch.out.get(ValueLayout.JAVA_INT, 0);
    }

    public static int deviceIndex(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_get_device_index(MemorySegment.ofAddress(tensor), scratch.out),
                "aoti_torch_get_device_index");
        return scratch.out.get(ValueLayout.JAVA_INT, 0);
    }

    public static boolean isContiguous(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_is_contiguous(MemorySegment.ofAddress(tensor), scratch.out),
                "aoti_torch_is_contiguous");
        return scratch.out.get(ValueLayout.JAVA_BOOLEAN, 0);
    }

    public static boolean isDefined(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(TorchStable.aoti_torch_is_defined(MemorySegment.ofAddress(tensor), scratch.out), "aoti_torch_is_defined");
        return scratch.out.get(ValueLayout.JAVA_BOOLEAN, 0);
    }

    /** Address of the first element, in the memory of the tensor's device. */
    public static long dataPointer(long tensor) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_get_data_ptr(MemorySegment.ofAddress(tensor), scratch.out),
                "aoti_torch_get_data_ptr");
        return scratch.result();
    }

    /** A contiguous tensor with uninitialised elements; the caller owns it. */
    public static long empty(long[] shape, int dtype, int deviceType, int deviceIndex) {
        Scratch scratch = SCRATCH.get();
        fillShape(scratch, shape);
        call(
                "aoti_torch_empty_strided",
                () -> TorchStable.aoti_torch_empty_strided(
                        shape.length, scratch.sizes, scratch.strides, dtype, deviceType, deviceIndex, scratch.out));
        return scratch.result();
    }

    /** A contiguous tensor over host memory that the caller keeps alive; the caller owns the handle. */
    public static long overMemory(MemorySegment memory, long[] shape, int dtype) {
        Scratch scratch = SCRATCH.get();
        fillShape(scratch, shape);
        check(
                TorchStable.aoti_torch_create_tensor_from_blob(
                        memory,
                        shape.length,
                        scratch.sizes,
                        scratch.strides,
                        0,
                        dtype,
                        TorchStable.aoti_torch_device_type_cpu(),
                        0,
                        scratch.out),
                "aoti_torch_create_tensor_from_blob");
        return scratch.result();
    }

    private static void fillShape(Scratch scratch, long[] shape) {
        if (shape.length > Scratch.MAX_RANK) {
            throw new IllegalArgumentException(
                    "a tensor has at most " + Scratch.MAX_RANK + " dimensions, not " + shape.length);
        }
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            scratch.sizes.setAtIndex(ValueLayout.JAVA_LONG, i, shape[i]);
            scratch.strides.setAtIndex(ValueLayout.JAVA_LONG, i, step);
            step = Math.multiplyExact(step, Math.max(1, shape[i]));
        }
    }

    /** A 0-dimensional float64 tensor in host memory; the caller owns it. */
    public static long scalarFloat64(double value) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_scalar_to_tensor_float64(value, scratch.out),
                "aoti_torch_scalar_to_tensor_float64");
        return scratch.result();
    }

    /**
     * {@code self - alpha * other}: the one route to the additive operators, whose {@code alpha} is a Scalar, which the
     * dispatcher cannot convert. Arguments are borrowed, the result is the caller's.
     */
    public static long subtract(long self, long other, double alpha) {
        Scratch scratch = SCRATCH.get();
        call(
                "aoti_torch_aten_subtract_Tensor",
                () -> TorchStable.aoti_torch_aten_subtract_Tensor(
                        MemorySegment.ofAddress(self), MemorySegment.ofAddress(other), alpha, scratch.out));
        return scratch.result();
    }

    /**
     * {@code x · matrixᵀ + bias} by oneDNN, with no bias where that is 0. Not recorded by autograd, and only there where
     * {@code aoti_torch_cpu__linear_pointwise} {@link #isAvailable}. Arguments are borrowed, the result is the caller's.
     */
    public static long linearByOneDnn(long x, long matrix, long bias) {
        Scratch scratch = SCRATCH.get();
        scratch.optional.set(ValueLayout.ADDRESS, 0, MemorySegment.ofAddress(bias));
        check(
                TorchStable.aoti_torch_cpu__linear_pointwise(
                        MemorySegment.ofAddress(x),
                        MemorySegment.ofAddress(matrix),
                        bias == 0 ? MemorySegment.NULL : scratch.optional,
                        name("none"),
                        MemorySegment.NULL,
                        0,
                        MemorySegment.NULL,
                        scratch.out),
                "aoti_torch_cpu__linear_pointwise");
        return scratch.result();
    }

    /** Copies the elements of {@code source} into {@code target}, converting dtype and device. Both are borrowed. */
    public static void copy(long target, long source, boolean nonBlocking) {
        call(
                "aoti_torch_copy_",
                () -> TorchStable.aoti_torch_copy_(
                        MemorySegment.ofAddress(target), MemorySegment.ofAddress(source), nonBlocking ? 1 : 0));
    }

    /** A list of raw values, to be consumed by the dispatcher. */
    public static long newList(long... values) {
        Scratch scratch = SCRATCH.get();
        check(TorchStable.torch_new_list_reserve_size(values.length, scratch.out), "torch_new_list_reserve_size");
        long list = scratch.result();
        MemorySegment handle = MemorySegment.ofAddress(list);
        for (long value : values) {
            check(TorchStable.torch_list_push_back(handle, value), "torch_list_push_back");
        }
        return list;
    }

    /** The items of a list that an operator returned; the list is deleted, the items are the caller's. */
    public static long[] takeList(long list) {
        Scratch scratch = SCRATCH.get();
        MemorySegment handle = MemorySegment.ofAddress(list);
        check(TorchStable.torch_list_size(handle, scratch.out), "torch_list_size");
        long[] items = new long[Math.toIntExact(scratch.result())];
        for (int i = 0; i < items.length; i++) {
            check(TorchStable.torch_list_get_item(handle, i, scratch.out), "torch_list_get_item");
            items[i] = scratch.result();
        }
        check(TorchStable.torch_delete_list(handle), "torch_delete_list");
        return items;
    }

    /** A string, to be consumed by the dispatcher. */
    public static long newString(String text) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.torch_new_string_handle(
                        name(text), text.getBytes(StandardCharsets.UTF_8).length, scratch.out),
                "torch_new_string_handle");
        return scratch.result();
    }

    /** An optional that holds {@code value}, to be consumed by the dispatcher. */
    public static long newOptional(long value) {
        return Optionals.box(value);
    }

    public static void setRequiresGrad(long tensor, boolean required) {
        check(
                TorchStable.torch_set_requires_grad(MemorySegment.ofAddress(tensor), required),
                "torch_set_requires_grad");
    }

    public static boolean isGradEnabled() {
        return TorchStable.aoti_torch_grad_mode_is_enabled();
    }

    public static void setGradEnabled(boolean enabled) {
        TorchStable.aoti_torch_grad_mode_set_enabled(enabled);
    }

    /** Threads that LibTorch uses inside one operator. */
    public static int threads() {
        Scratch scratch = SCRATCH.get();
        check(TorchStable.torch_get_num_threads(scratch.out), "torch_get_num_threads");
        return scratch.out.get(ValueLayout.JAVA_INT, 0);
    }

    /** The current CUDA stream of this thread on a device, as {@code cudaStream_t}. */
    public static long currentStream(int deviceIndex) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_get_current_cuda_stream(deviceIndex, scratch.out),
                "aoti_torch_get_current_cuda_stream");
        return scratch.result();
    }

    /**
     * Makes {@code stream} this thread's current one on a CUDA device, until what is returned is given to {@link
     * #restoreStream} on the same thread.
     */
    public static long makeStreamCurrent(long stream, int deviceIndex) {
        Scratch scratch = SCRATCH.get();
        check(
                TorchStable.aoti_torch_create_cuda_stream_guard(
                        MemorySegment.ofAddress(stream), deviceIndex, scratch.out),
                "aoti_torch_create_cuda_stream_guard");
        return scratch.result();
    }

    /** Goes back to the stream that was current before. */
    public static void restoreStream(long guard) {
        check(
                TorchStable.aoti_torch_delete_cuda_stream_guard(MemorySegment.ofAddress(guard)),
                "aoti_torch_delete_cuda_stream_guard");
    }

    /** A handle, owned by the caller, of a TensorImpl whose reference the caller gives away. */
    static long newHandle(long implementation) {
        return Optionals.boxed(implementation);
    }

    /** How an optional argument is boxed: by LibTorch from 2.13 on, before by {@code malloc}, which it frees. */
    private static final class Optionals {
        private static final boolean NATIVE = isAvailable("torch_new_stable_ivalue");
        private static final MethodHandle MALLOC =
                LinkedFunction.MALLOC.findInC().orElseThrow();

        static long box(long value) {
            if (NATIVE) {
                Scratch scratch = SCRATCH.get();
                check(TorchStable.torch_new_stable_ivalue(value, scratch.out), "torch_new_stable_ivalue");
                return scratch.result();
            }
            return boxed(value);
        }

        static long boxed(long value) {
            long address = malloc();
            MEMORY.set(ValueLayout.JAVA_LONG, address, value);
            return address;
        }

        private static long malloc() {
            long address;
            try {
                address = (long) MALLOC.invokeExact(8L);
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("malloc throws nothing", e);
            }
            if (address == 0) {
                throw new OutOfMemoryError("malloc of 8 bytes");
            }
            return address;
        }
    }
}
