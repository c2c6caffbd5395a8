package org.ouroboros3d.sample;

import java.util.function.Supplier;
import org.ouroboros3d.tensor.Device;

/** A point behind a step in the work of a device, for the thread that made it. */
public interface StepMarker extends AutoCloseable {
    /** On the host, where a step that has returned is finished. */
    StepMarker REACHED = new StepMarker() {
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
     * {@return what makes markers: each behind all that the calling thread has enqueued on a device until then}
     *
     * <p>What it makes on a CUDA device throws {@link org.ouroboros3d.error.NativeException} if work failed there.
     */
    static Supplier<StepMarker> on(Device device) {
        return device.isHost() ? () -> REACHED : () -> CudaStepMarker.on(device);
    }

    /** {@return whether the device has come here} Does not wait. */
    boolean isReached();

    /** Waits until the device has come here, and not for what was enqueued behind it. */
    void await();

    /** Frees the marker; the device goes on. */
    @Override
    void close();
}
