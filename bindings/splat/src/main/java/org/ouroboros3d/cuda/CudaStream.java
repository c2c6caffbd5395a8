package org.ouroboros3d.cuda;

import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.error.NativeLibraryException;
import org.ouroboros3d.internal.LibTorchLoader;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.raster.internal.StreamAbi;
import org.ouroboros3d.tensor.Device;

/**
 * A stream of a CUDA device beside the default one, whose work can be recorded (not yet run on a GPU).
 *
 * <p>LibTorch keeps free memory by stream: what tensors that were made here leave behind is used again here alone.
 *
 * <p>It belongs to the thread that made it: which stream is current is a native thread-local, and so is what may be
 * called while one is recorded.
 */
public final class CudaStream implements AutoCloseable {
    private final Device device;
    private final Thread owner = Thread.currentThread();
    private final long handle;
    private boolean closed;

    private CudaStream(Device device, long handle) {
        this.device = device;
        this.handle = handle;
    }

    /**
     * {@return a stream that waits for no other of itself}
     *
     * @throws IllegalArgumentException if the device is the host
     * @throws NativeLibraryException if there is no such device, or libouroboros3d was built without CUDA
     */
    public static CudaStream on(Device device) {
        if (device.isHost()) {
            throw new IllegalArgumentException("streams are of CUDA devices, not of " + device);
        }
        LibTorchLoader.load();
        return new CudaStream(device, StreamAbi.newStream(device.index()));
    }

    /** {@return where it computes} */
    public Device device() {
        return device;
    }

    /**
     * Runs work whose operators compute on this stream: after all that this thread's current stream holds, and before all
     * that comes on it.
     */
    public void run(Runnable work) {
        checkUsable();
        long outer = TorchAbi.currentStream(device.index());
        StreamAbi.await(device.index(), handle, outer);
        try {
            runHere(work);
        } finally {
            // Also where the work failed: its memory must not be used again before what it has enqueued.
            StreamAbi.await(device.index(), outer, handle);
        }
    }

    /**
     * Records what work enqueues on this stream; nothing of it is run. It may neither wait for the device nor read from
     * it, and everything that it uses for the first time, such as a library's workspace, should have been used on this
     * stream before: see {@link #run}.
     *
     * @throws NativeException if something of it cannot be recorded; the stream can be used as before
     * @throws RuntimeException what the work throws, often because LibTorch was refused a call
     */
    public CudaGraph record(Runnable work) {
        checkUsable();
        StreamAbi.beginGraph(device.index(), handle);
        boolean ran = false;
        try {
            runHere(work);
            ran = true;
        } finally {
            if (!ran) {
                drop();
            }
        }
        return new CudaGraph(device, StreamAbi.endGraph(device.index(), handle));
    }

    /** Ends the recording of work that has thrown; that is the failure to tell, not what became of the recording. */
    private void drop() {
        try {
            StreamAbi.dropGraph(device.index(), handle);
        } catch (NativeException e) {
            System.getLogger(CudaStream.class.getName())
                    .log(System.Logger.Level.DEBUG, "a recording that failed was dropped", e);
        }
    }

    private void runHere(Runnable work) {
        long guard = TorchAbi.makeStreamCurrent(handle, device.index());
        try {
            work.run();
        } finally {
            TorchAbi.restoreStream(guard);
        }
    }

    private void checkUsable() {
        checkThread();
        if (closed) {
            throw new IllegalStateException("this CudaStream was closed");
        }
    }

    private void checkThread() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this CudaStream belongs to thread " + owner.getName());
        }
    }

    /** Frees the stream; what it holds is still computed. Closing again does nothing. */
    @Override
    public void close() {
        checkThread();
        if (!closed) {
            closed = true;
            StreamAbi.deleteStream(device.index(), handle);
        }
    }
}
