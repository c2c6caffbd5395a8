package org.ouroboros3d.sample;

import java.util.function.Supplier;
import org.ouroboros3d.tensor.Device;

/** A fence in the work queue of a device, after one step; for the thread that made it. */
public interface Fence extends AutoCloseable {
    /** On the host, where a step that has returned is finished. */
    Fence REACHED = new Fence() {
        @Override
        public boolean isReached() {
            return true;
        }

        @Override
        public void await() {}

        @Override
        public void close() {}
    };

    /**
     * {@return what makes fences: each after all that the calling thread has enqueued on a device until then}
     *
     * <p>What it makes on a CUDA device throws {@link org.ouroboros3d.error.NativeException} if work failed there.
     */
    static Supplier<Fence> on(Device device) {
        return device.isHost() ? () -> REACHED : () -> CudaFence.on(device);
    }

    /** {@return whether the device has come here} Does not wait. */
    boolean isReached();

    /** Waits until the device has come here, and not for what was enqueued behind it. */
    void await();

    /** Frees the fence; the device goes on. */
    @Override
    void close();
}
