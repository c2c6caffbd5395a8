package org.ouroboros3d.cuda;

import org.ouroboros3d.error.NativeException;
import org.ouroboros3d.internal.TorchAbi;
import org.ouroboros3d.raster.internal.StreamAbi;
import org.ouroboros3d.tensor.Device;

/**
 * Work of a CUDA device that was recorded by {@link CudaStream#record}, to be enqueued again by one call.
 *
 * <p>It reads and writes the addresses that it was recorded with. Tensors that it shares with others must stay open, and
 * LibTorch must keep the free memory in which its inner results lie: {@link CachedMemory} tells whether it has. Numbers
 * of the host that went into operators are part of the recording.
 *
 * <p>It belongs to the thread that made it.
 */
public final class CudaGraph implements AutoCloseable {
    private final Device device;
    private final Thread owner = Thread.currentThread();
    private final long handle;
    private boolean closed;

    CudaGraph(Device device, long handle) {
        this.device = device;
        this.handle = handle;
    }

    /**
     * Enqueues the work on this thread's current stream.
     *
     * @throws NativeException if the CUDA runtime refuses; nothing is enqueued then
     */
    public void launch() {
        checkThread();
        if (closed) {
            throw new IllegalStateException("this CudaGraph was closed");
        }
        StreamAbi.launch(handle, TorchAbi.currentStream(device.index()));
    }

    private void checkThread() {
        if (!owner.equals(Thread.currentThread())) {
            throw new IllegalStateException("this CudaGraph belongs to thread " + owner.getName());
        }
    }

    /** Frees the graph; what was launched is still computed. Closing again does nothing. */
    @Override
    public void close() {
        checkThread();
        if (!closed) {
            closed = true;
            StreamAbi.deleteGraph(handle);
        }
    }
}
