package org.ouroboros3d.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * A reference to a LibTorch tensor. Elements are stored once, however many tensors refer to them; the storage is freed
 * with its last reference. A tensor is freed with the {@link TensorScope} that holds it, or earlier by {@link #close()};
 * any later use throws {@link IllegalStateException}. Nothing is freed by the garbage collector.
 *
 * <p>Thread-safety: a tensor of an open scope is confined to that scope's thread; a tensor of a detached scope may be
 * read by several threads at once, and closing it while another thread uses it is safe.
 */
public final class Tensor implements AutoCloseable {
    private static final AtomicLong MADE = new AtomicLong();
    private static final AtomicLong FREED = new AtomicLong();

    private long handle;
    private TensorScope scope;
    private int slot;
    /** Host memory of ours under this tensor's storage, or null: the storage does not keep it alive, this does. */
    private final MemorySegment backing;
    /** What a {@link DryRun} counts; null for a tensor with elements. */
    private final DryRun.Storage storage;

    private Arena segmentArena;
    private long[] shape;
    private DType dtype;
    private Device device;

    private Tensor(long handle, MemorySegment backing, DryRun.Storage storage, TensorScope scope) {
        this.handle = handle;
        this.backing = backing;
        this.storage = storage;
        this.scope = scope;
        scope.add(this);
        if (storage != null) {
            storage.retain();
        }
        MADE.incrementAndGet();
    }

    /** Takes ownership of a native reference; the tensor joins the innermost scope. */
    static Tensor own(long handle, MemorySegment backing) {
        return own(handle, backing, TensorScope.current());
    }

    /** Takes ownership of a native reference; the tensor joins {@code scope}. */
    static Tensor own(long handle, MemorySegment backing, TensorScope scope) {
        DryRun run = DryRun.current();
        return new Tensor(handle, backing, run == null ? null : run.storageOf(handle), scope);
    }

    /** Takes ownership of a native reference to elements of {@code other}; the tensor joins {@code scope}. */
    static Tensor view(long handle, Tensor other, TensorScope scope) {
        return new Tensor(handle, other.backing, other.storage, scope);
    }

    /** {@return a 0-dimensional float64 host tensor, made by one native call} */
    public static Tensor scalar(double value) {
        LibTorchLoader.load();
        TensorScope scope = TensorScope.current();
        scope.checkUsable();
        return own(TorchAbi.scalarFloat64(value), null, scope);
    }

    /** {@return how many tensors are open in this JVM, over all scopes} */
    public static long liveCount() {
        // In this order, so that tensors that other threads make and free meanwhile never make it negative.
        long freed = FREED.get();
        return MADE.get() - freed;
    }

    /** {@return how many tensors have been made in this JVM, over all threads} */
    public static long madeCount() {
        return MADE.get();
    }

    /** {@return a contiguous tensor with elements of any value} */
    public static Tensor empty(DType dtype, Device device, long... shape) {
        LibTorchLoader.load();
        TensorScope.current().checkUsable();
        byteSize(dtype, shape);
        DryRun run = DryRun.current();
        if (run != null) {
            long handle = TorchAbi.empty(shape, dtype.code(), DryRun.META, 0);
            return new Tensor(handle, null, run.storageOf(handle, device), TensorScope.current());
        }
        device.requireAvailable();
        return own(TorchAbi.empty(shape, dtype.code(), device.type().code(), device.index()), null);
    }

    /**
     * {@return a host tensor over {@code memory}, without a copy} Writing to one writes to the other. Once the segment's
     * arena is closed, every use of the tensor and of tensors that share its storage throws.
     *
     * <p>The memory must stay until the last use by LibTorch, which knows nothing of arenas: an autograd graph that was
     * recorded over it, or an operator that another thread is running on it, must not outlive it.
     *
     * <p>Over a read-only segment, operators that write to the tensor are refused.
     *
     * @param memory native memory of at least the shape's size in bytes, aligned for {@code dtype}
     * @throws IllegalArgumentException if the memory is on the heap, too small or misaligned
     */
    public static Tensor wrap(MemorySegment memory, DType dtype, long... shape) {
        LibTorchLoader.load();
        TensorScope.current().checkUsable();
        long bytes = byteSize(dtype, shape);
        if (!memory.isNative()) {
            throw new IllegalArgumentException("memory on the Java heap can move; allocate the segment from an Arena");
        }
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException("the segment holds " + memory.byteSize() + " bytes, " + dtype
                    + Arrays.toString(shape) + " needs " + bytes);
        }
        if (memory.address() % dtype.byteSize() != 0) {
            throw new IllegalArgumentException(
                    "the segment's address is not a multiple of " + dtype.byteSize() + ", the size of " + dtype);
        }
        checkAlive(memory);
        return own(TorchAbi.overMemory(memory, shape, dtype.code()), memory);
    }

    /** {@return a host tensor with a copy of {@code values}, float32} */
    public static Tensor of(float[] values, long... shape) {
        Tensor tensor = emptyFor(values.length, DType.FLOAT32, shape);
        if (tensor.storage == null) {
            MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_FLOAT, 0, values.length);
        }
        return tensor;
    }

    /** {@return a host tensor with a copy of {@code values}, float64} */
    public static Tensor of(double[] values, long... shape) {
        Tensor tensor = emptyFor(values.length, DType.FLOAT64, shape);
        if (tensor.storage == null) {
            MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_DOUBLE, 0, values.length);
        }
        return tensor;
    }

    /** {@return a host tensor with a copy of {@code values}, int64} */
    public static Tensor of(long[] values, long... shape) {
        Tensor tensor = emptyFor(values.length, DType.INT64, shape);
        if (tensor.storage == null) {
            MemorySegment.copy(values, 0, tensor.memory(), ValueLayout.JAVA_LONG, 0, values.length);
        }
        return tensor;
    }

    private static Tensor emptyFor(int length, DType dtype, long... shape) {
        if (checkShape(shape) != length) {
            throw new IllegalArgumentException(length + " values do not fill " + Arrays.toString(shape));
        }
        return empty(dtype, Device.CPU, shape);
    }

    private static long checkShape(long... shape) {
        long numel = 1;
        boolean isEmpty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in " + Arrays.toString(shape));
            }
            isEmpty |= size == 0;
            // An empty tensor has strides too, which count its other sizes.
            long factor = Math.max(1, size);
            if (Math.multiplyHigh(numel, factor) != 0 || numel * factor < 0) {
                throw tooLarge(Arrays.toString(shape));
            }
            numel *= factor;
        }
        return isEmpty ? 0 : numel;
    }

    private static IllegalArgumentException tooLarge(String what) {
        return new IllegalArgumentException(what + " is more than 2^63 - 1, the most that a tensor can hold");
    }

    /** Checks that a tensor of {@code dtype} can have {@code shape}. {@return its size in bytes} */
    private static long byteSize(DType dtype, long... shape) {
        long numel = checkShape(shape);
        if (numel > Long.MAX_VALUE / dtype.byteSize()) {
            throw tooLarge(dtype + Arrays.toString(shape) + " in bytes");
        }
        return numel * dtype.byteSize();
    }

    /** {@return a copy of the sizes of all dimensions} */
    public long[] shape() {
        return sizes().clone();
    }

    private synchronized long[] sizes() {
        if (shape == null) {
            shape = TorchAbi.shape(checkedHandle());
        } else {
            checkedHandle();
        }
        return shape;
    }

    /** {@return the number of dimensions} */
    public int rank() {
        return sizes().length;
    }

    /** {@return the size of dimension {@code dim}; negative dimensions count from the last} */
    public long size(int dim) {
        long[] sizes = sizes();
        return sizes[Objects.checkIndex(dim < 0 ? dim + sizes.length : dim, sizes.length)];
    }

    /** {@return the number of elements} */
    public long numel() {
        return checkShape(sizes());
    }

    /** {@return the element type} */
    public synchronized DType dtype() {
        if (dtype == null) {
            dtype = DType.ofCode(TorchAbi.dtype(checkedHandle()));
        }
        return dtype;
    }

    /** {@return where the elements are} */
    public synchronized Device device() {
        if (device == null) {
            long open = checkedHandle();
            device = storage == null
                    ? Device.ofCode(TorchAbi.deviceType(open), TorchAbi.deviceIndex(open))
                    : storage.device();
        }
        return device;
    }

    /** {@return how many elements apart the neighbours of each dimension lie} */
    public synchronized long[] strides() {
        return TorchAbi.strides(checkedHandle());
    }

    /** {@return whether elements lie in row-major order without gaps} */
    public synchronized boolean isContiguous() {
        return TorchAbi.isContiguous(checkedHandle());
    }

    /** {@return the address of the first element in the device's memory, for native kernels} */
    public synchronized long dataPointer() {
        return TorchAbi.dataPointer(checkedHandle());
    }

    /**
     * {@return the elements as memory, without a copy} The segment dies with this tensor; that of wrapped memory dies
     * with the arena of what was wrapped.
     *
     * @throws IllegalStateException if the tensor is not contiguous host memory
     */
    public synchronized MemorySegment segment() {
        if (!device().isHost() || !isContiguous()) {
            throw new IllegalStateException("only a contiguous host tensor is a segment; this one is " + describe()
                    + ": move it to the CPU and" + " make it contiguous first");
        }
        return memory();
    }

    private synchronized MemorySegment memory() {
        if (storage != null) {
            throw new IllegalStateException("a tensor of a dry run has no elements: " + describe());
        }
        long address = dataPointer();
        long bytes = numel() * dtype().byteSize();
        if (backing != null) {
            // Keeps the lifetime, the thread and the read-only mark of the memory that was wrapped.
            return backing.asSlice(address - backing.address(), bytes);
        }
        if (segmentArena == null) {
            segmentArena = scope.isShared() ? Arena.ofShared() : Arena.ofConfined();
        }
        return NativeMemory.at(address, bytes, segmentArena);
    }

    /** Writing to a read-only mapping would end the process, so operators that write are stopped here. */
    void checkWritable(Operator operator) {
        if (backing != null && backing.isReadOnly()) {
            throw new IllegalStateException(operator + " cannot write to " + describe()
                    + ", whose elements are read-only memory such as a mapped file; clone the tensor first");
        }
    }

    private int arrayLength() {
        long numel = numel();
        if (numel > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "a Java array cannot hold the elements of " + describe() + "; read its segment, or parts of it");
        }
        return (int) numel;
    }

    /** {@return the elements in row-major order, converted to float; copied from any device} */
    public float[] toFloatArray() {
        try (TensorScope temporary = TensorScope.open()) {
            float[] values = new float[arrayLength()];
            MemorySegment source = Transfers.toHost(this, DType.FLOAT32).memory();
            MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, 0, values, 0, values.length);
            return values;
        }
    }

    /** {@return the elements in row-major order, converted to double; copied from any device} */
    public double[] toDoubleArray() {
        try (TensorScope temporary = TensorScope.open()) {
            double[] values = new double[arrayLength()];
            MemorySegment source = Transfers.toHost(this, DType.FLOAT64).memory();
            MemorySegment.copy(source, ValueLayout.JAVA_DOUBLE, 0, values, 0, values.length);
            return values;
        }
    }

    /** {@return the elements in row-major order, converted to long; copied from any device} */
    public long[] toLongArray() {
        try (TensorScope temporary = TensorScope.open()) {
            long[] values = new long[arrayLength()];
            MemorySegment source = Transfers.toHost(this, DType.INT64).memory();
            MemorySegment.copy(source, ValueLayout.JAVA_LONG, 0, values, 0, values.length);
            return values;
        }
    }

    /**
     * {@return the only element}
     *
     * @throws IllegalStateException if there is not exactly one
     */
    public float item() {
        if (numel() != 1) {
            throw new IllegalStateException("item() needs one element, this tensor is " + describe());
        }
        return toFloatArray()[0];
    }

    /** {@return this tensor on {@code target}; a new reference to the same elements when they are there already} */
    public Tensor to(Device target) {
        return Transfers.to(this, target);
    }

    /** {@return this tensor with elements converted to {@code target}; a new reference if they have it already} */
    public Tensor to(DType target) {
        return dtype() == target
                ? sameElements()
                : Operators.TO_DTYPE
                        .begin()
                        .tensor(this)
                        .optional(target.code())
                        .none()
                        .none()
                        .none()
                        .flag(false)
                        .none()
                        .call();
    }

    /** {@return a new reference to the same elements, in the innermost scope} */
    public Tensor sameElements() {
        TensorScope scopeNow = TensorScope.current();
        scopeNow.checkUsable();
        return view(newReference(), this, scopeNow);
    }

    /** {@return the same elements outside of the autograd graph} */
    public Tensor detach() {
        return Operators.DETACH.begin().tensor(this).call();
    }

    /**
     * Makes this leaf collect a gradient in {@link Autograd#backward}.
     *
     * @return this tensor
     */
    public synchronized Tensor requiresGrad(boolean required) {
        if (required && backing != null) {
            throw new IllegalStateException(
                    "wrapped memory cannot collect a gradient, since the autograd graph would not"
                            + " keep it alive; clone the tensor first");
        }
        TorchAbi.setRequiresGrad(checkedHandle(), required);
        return this;
    }

    /** {@return whether {@link #close()} was called, here or by the scope} */
    public synchronized boolean isClosed() {
        return handle == 0;
    }

    /**
     * Gives the reference back now instead of with the scope. Closing again does nothing.
     *
     * @throws IllegalStateException if a native call of another thread, such as a read from a channel, uses {@link
     *     #segment()}; the tensor stays open then, and can be closed again
     */
    @Override
    public void close() {
        TensorScope holder = scope;
        if (holder.isOwn()) {
            if (handle != 0) {
                freeHandle();
                holder.remove(this);
            }
            return;
        }
        synchronized (this) {
            if (handle == 0) {
                return;
            }
            holder = scope;
            holder.checkThread();
            freeHandle();
        }
        // Not under the monitor: a scope moves its tensors' slots while it holds its own.
        holder.remove(this);
    }

    /** Frees the reference, unless another scope has taken this tensor over from {@code closing}. */
    void free(TensorScope closing) {
        if (closing.isOwn()) {
            freeHandle();
        } else {
            synchronized (this) {
                if (closing.equals(scope)) {
                    freeHandle();
                }
            }
        }
    }

    private void freeHandle() {
        if (handle == 0) {
            return;
        }
        endSegment();
        long doomed = handle;
        handle = 0;
        FREED.incrementAndGet();
        if (storage != null) {
            storage.release();
        }
        TorchAbi.delete(doomed);
    }

    /** Makes the segment unusable; while a native call of another thread uses it, nothing changes. */
    private void endSegment() {
        if (segmentArena == null) {
            return;
        }
        try {
            segmentArena.close();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "the segment of " + describe()
                            + " is in use by a native call of another thread, such as a read from a"
                            + " channel; close again when that has returned",
                    e);
        }
        segmentArena = null;
    }

    /** An operator may give this tensor another shape and other memory: nothing of either is remembered. */
    synchronized void prepareForResize() {
        endSegment();
        shape = null;
    }

    synchronized TensorScope scope() {
        checkedHandle();
        return scope;
    }

    synchronized void moveTo(TensorScope target) {
        checkedHandle();
        // A segment made for one thread cannot follow a tensor that all threads may use.
        if (target.isShared() && !scope.isShared()) {
            endSegment();
        }
        scope.remove(this);
        scope = target;
        try {
            target.add(this);
        } catch (IllegalStateException e) {
            // Another thread closed the target just now: nobody holds this tensor any more.
            freeHandle();
            throw e;
        }
    }

    /** Another scope answers for this tensor, which its own could not free. */
    synchronized void heldBy(TensorScope holder) {
        scope = holder;
    }

    /** Where the scope keeps this tensor; guarded by the scope. */
    int slot() {
        return slot;
    }

    void slot(int newSlot) {
        slot = newSlot;
    }

    MemorySegment backing() {
        return backing;
    }

    // A tensor of this thread's own scope is used without its monitor, which would cost a tenth of an operator call:
    // no other thread gets past checkThread, and one that saw an older, shared scope looks again under the monitor.

    /** A native reference that the caller owns. */
    long newReference() {
        if (scope.isOwn()) {
            return TorchAbi.newReference(openHandle());
        }
        synchronized (this) {
            return TorchAbi.newReference(openHandle());
        }
    }

    /** The native handle, borrowed; only for calls that end while the caller holds this tensor's monitor or thread. */
    long checkedHandle() {
        if (scope.isOwn()) {
            return openHandle();
        }
        synchronized (this) {
            return openHandle();
        }
    }

    private long openHandle() {
        if (handle == 0) {
            throw new IllegalStateException("this tensor was closed, or the TensorScope that held it; keep it with"
                    + " moveToOuter or adopt if it must live longer");
        }
        scope.checkThread();
        if (backing != null) {
            checkAlive(backing);
        }
        return handle;
    }

    private static void checkAlive(MemorySegment memory) {
        if (!memory.scope().isAlive()) {
            throw new IllegalStateException(
                    "the memory under this tensor is gone: the arena of the wrapped segment was closed");
        }
    }

    /** {@return dtype, shape and device in words, for messages} */
    public String describe() {
        return dtype() + Arrays.toString(sizes()) + " on " + device();
    }

    @Override
    public String toString() {
        return isClosed() ? "Tensor(closed)" : "Tensor(" + describe() + ")";
    }
}
