package org.ouroboros3d.cuda;

import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.raster.internal.StreamAbi;
import org.ouroboros3d.tensor.Device;

/**
 * A point in the work of a CUDA device, which tells the host how far the device has come (not yet run on a GPU).
 *
 * <p>It belongs to the thread that made it.
 */
public final class CudaEvent implements AutoCloseable {
    private final Device device;
    private final Thread owner = Thread.currentThread();
    private final long handle;
    private boolean closed;

    private CudaEvent(Device device, long handle) {
        this.device = device;
        this.handle = handle;
    }

    /**
     * {@return an event that counts as reached until it is recorded}
     *
     * @throws IllegalArgumentException if the device is the host
     * @throws NativeLibraryException if there is no such device, or libouroboros3d was built without CUDA
     */
    public static CudaEvent on(Device device) {
        if (device.isHost()) {
            throw new IllegalArgumentException("events are of CUDA devices, not of " + device);
        }
        LibTorchLoader.load();
        return new CudaEvent(device, StreamAbi.newEvent(device.index()));
    }

    /**
     * Puts this event behind all that this thread's current stream holds now; where it was before is forgotten.
     *
     * @throws NativeException if that stream is being recorded, see {@link CudaStream#record}, or the CUDA runtime refuses
     */
    public void record() {
        checkUsable();
        StreamAbi.recordEvent(handle, TorchAbi.currentStream(device.index()));
    }

    /**
     * {@return whether everything before it has run} Does not wait.
     *
     * @throws NativeException if work failed on the device
     */
    public boolean isDone() {
        checkUsable();
        return StreamAbi.isReached(handle);
    }

    /**
     * Waits until everything before it has run, and not for what was enqueued behind it.
     *
     * @throws NativeException if work failed on the device
     */
    public void await() {
        checkUsable();
        StreamAbi.awaitEvent(handle);
    }

    private void checkUsable() {
        checkThread();
        if (closed) {
            throw new IllegalStateException("this CudaEvent was closed");
        }
    }

    private void checkThread() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this CudaEvent belongs to thread " + owner.getName());
        }
    }

    /** Frees the event; the work before it is still computed. Closing again does nothing. */
    @Override
    public void close() {
        checkThread();
        if (!closed) {
            closed = true;
            StreamAbi.deleteEvent(handle);
        }
    }
}
