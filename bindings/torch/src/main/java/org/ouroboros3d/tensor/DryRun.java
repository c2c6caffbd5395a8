package org.ouroboros3d.tensor;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;

/**
 * Runs the operators of this thread without elements, until closed, and counts the memory that their tensors would take
 * (PyTorch's {@code FakeTensorMode}). New tensors have a shape, a type and strides, on LibTorch's meta device; they say that
 * they are on the device that was asked for, so that code takes the way that it takes there. Nothing is computed, and the
 * device need not exist.
 *
 * <p>Memory is counted from the time a tensor is made until it and all tensors that share its storage are closed. Reading
 * elements throws {@link IllegalStateException}; Java values that a tensor is made of are dropped. Operators that LibTorch
 * has no shape rule for outside of Python, such as convolutions, have theirs in {@code org.ouroboros3d.ops}.
 */
public final class DryRun implements AutoCloseable {
    /** ATen's {@code DeviceType} of tensors without storage. */
    static final int META = 14;

    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final ThreadLocal<DryRun> ACTIVE = new ThreadLocal<>();

    /** Operators whose result shares the storage of their first argument, whatever its strides. */
    private static final Set<String> VIEWS = Set.of(
            "aten::as_strided",
            "aten::chunk",
            "aten::detach",
            "aten::expand",
            "aten::narrow",
            "aten::permute",
            "aten::select.int",
            "aten::slice.Tensor",
            "aten::squeeze.dim",
            "aten::transpose.int",
            "aten::unsqueeze");

    /** Operators that give a view where the strides allow one, and a copy elsewhere. */
    private static final Set<String> RESHAPES = Set.of("aten::reshape", "aten::flatten.using_ints");

    private final Device device;
    private final Thread owner = Thread.currentThread();
    private long held;
    private long peak;

    private DryRun(Device device) {
        this.device = device;
    }

    /**
     * Begins.
     *
     * @param device whose memory is counted
     * @throws IllegalStateException if this thread is in a dry run already
     */
    public static DryRun on(Device device) {
        if (ACTIVE.get() != null) {
            throw new IllegalStateException("this thread is in a dry run already; close that one first");
        }
        LibTorchLoader.load();
        DryRun run = new DryRun(device);
        ACTIVE.set(run);
        OPEN.incrementAndGet();
        return run;
    }

    /** {@return whether this thread is in a dry run} */
    public static boolean isActive() {
        return current() != null;
    }

    /** This thread's, or null. */
    static DryRun current() {
        return OPEN.get() == 0 ? null : ACTIVE.get();
    }

    /** {@return the bytes of all storage on the device that is held now} */
    public long held() {
        return held;
    }

    /**
     * {@return the most bytes that some work held at once beyond what was held when it began}
     *
     * @param work of this thread
     */
    public long peakOf(Runnable work) {
        long before = held;
        peak = held;
        work.run();
        return peak - before;
    }

    /**
     * Counts memory that an operator takes for itself and gives back before it returns.
     *
     * @param on the device that it computes on
     * @param bytes what it takes, its results not included
     */
    public static void workspace(Device on, long bytes) {
        DryRun run = current();
        if (run != null && on.equals(run.device)) {
            run.peak = Math.max(run.peak, run.held + bytes);
        }
    }

    /** The memory under tensors that share it. */
    static final class Storage {
        private final DryRun run;
        private final Device device;
        private final long bytes;
        private int tensors;

        private Storage(DryRun run, Device device, long bytes) {
            this.run = run;
            this.device = device;
            this.bytes = bytes;
        }

        Device device() {
            return device;
        }

        /** One more tensor has it. */
        void retain() {
            tensors++;
            if (tensors == 1 && device.equals(run.device)) {
                run.held += bytes;
                run.peak = Math.max(run.peak, run.held);
            }
        }

        /** One tensor less has it. */
        void release() {
            tensors--;
            if (tensors == 0 && device.equals(run.device)) {
                run.held -= bytes;
            }
        }
    }

    /** New storage for a tensor that an operator made, or null for one with elements, such as a number of ours. */
    Storage storageOf(long handle) {
        return storageOf(handle, device);
    }

    Storage storageOf(long handle, Device where) {
        if (TorchAbi.deviceType(handle) != META) {
            return null;
        }
        long elements = 1;
        for (long size : TorchAbi.shape(handle)) {
            elements *= size;
        }
        return new Storage(
                this, where, elements * DType.ofCode(TorchAbi.dtype(handle)).byteSize());
    }

    /** Whether an operator's result shares the storage of its first argument. */
    static boolean isView(Operator operator, Tensor first, long result) {
        String name = operator.toString();
        return VIEWS.contains(name)
                || (RESHAPES.contains(name) && isViewable(first.shape(), first.strides(), TorchAbi.shape(result)));
    }

    /**
     * Whether a tensor has another shape without a copy: each run of dimensions whose elements are evenly spaced must be a
     * product of new dimensions (ATen's {@code computeStride}).
     */
    private static boolean isViewable(long[] shape, long[] strides, long... wanted) {
        int next = wanted.length - 1;
        long spacing = shape.length == 0 ? 1 : strides[shape.length - 1];
        long run = 1;
        for (int dim = shape.length - 1; dim >= 0; dim--) {
            run *= shape[dim];
            if (dim == 0 || (shape[dim - 1] != 1 && strides[dim - 1] != run * spacing)) {
                long taken = 1;
                while (next >= 0 && (taken < run || wanted[next] == 1)) {
                    taken *= wanted[next--];
                }
                if (taken != run) {
                    return false;
                }
                run = 1;
                spacing = dim == 0 ? 1 : strides[dim - 1];
            }
        }
        return true;
    }

    /** Computes again. Closing again does nothing. */
    @Override
    public void close() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this DryRun belongs to thread " + owner.getName());
        }
        if (ACTIVE.get() == this) {
            ACTIVE.remove();
            OPEN.decrementAndGet();
        }
    }
}
